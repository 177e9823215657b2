"""The models of a file, cut by what they tell of a person."""

from canbo.personnel.models.base import FileChange, FileRecord, Person, Section, Source
from canbo.personnel.models.career import Allowance, BodyMembership, PostHolding, SalaryStep, Strength
from canbo.personnel.models.circumstances import (
    Attachment,
    EconomicCondition,
    FamilyMember,
    ForeignRelation,
    HealthRecord,
    PersonalHistory,
)
from canbo.personnel.models.conduct import Absence, Award, Conclusion, Discipline, Evaluation, PlanEntry, Remark
from canbo.personnel.models.identity import (
    Contact,
    Identity,
    IdentityPapers,
    MilitaryService,
    OrganizationMembership,
    PartyMembership,
    PolicyStatus,
    Recruitment,
    RegimeRecord,
)
from canbo.personnel.models.learning import (
    AcademicTitle,
    DefenceKnowledge,
    GeneralEducation,
    ITSkill,
    LanguageSkill,
    PoliticalTheory,
    Qualification,
    StateManagement,
    Training,
)

#: Every kind of record of a file, in the order of the tabs and sections.
RECORD_KINDS: tuple[type[FileRecord], ...] = (
    Identity, IdentityPapers, Contact, RegimeRecord, Recruitment,
    PartyMembership, OrganizationMembership, MilitaryService, PolicyStatus,
    PostHolding, BodyMembership, Strength, SalaryStep, Allowance,
    GeneralEducation, Qualification, AcademicTitle, PoliticalTheory, StateManagement, DefenceKnowledge, ITSkill,
    LanguageSkill, Training, Evaluation, PlanEntry, Award, Discipline, Absence, Conclusion, Remark,
    FamilyMember, HealthRecord, PersonalHistory, ForeignRelation, EconomicCondition,
)  # fmt: skip

__all__ = [
    "RECORD_KINDS", "Absence", "AcademicTitle", "Allowance", "Attachment", "Award", "BodyMembership", "Conclusion",
    "Contact", "DefenceKnowledge", "Discipline", "EconomicCondition", "Evaluation", "FamilyMember", "FileChange",
    "FileRecord", "ForeignRelation", "GeneralEducation", "HealthRecord", "ITSkill", "Identity", "IdentityPapers",
    "LanguageSkill", "MilitaryService", "OrganizationMembership", "PartyMembership", "Person", "PersonalHistory",
    "PlanEntry", "PolicyStatus", "PoliticalTheory", "PostHolding", "Qualification", "Recruitment", "RegimeRecord",
    "Remark", "SalaryStep", "Section", "Source", "StateManagement", "Strength", "Training",
]  # fmt: skip
