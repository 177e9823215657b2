"""`canbo evaluation mirror`: what a program reads, what a person reads, what is refused."""

import json

from canbo.cli.main import main

HEAD = "year,unit,rater,person,leader,self,collective,final,result,comment"


def test_json_for_programs_and_sentences_for_people(tmp_path, capsys):
    path = tmp_path / "xep-loai.csv"
    path.write_text(f"{HEAD}\n2025,A,Bình,Lan,0,well,well,well,80,Tốt\n2025,A,Bình,Hải,0,well,well,best,80,\n", "utf-8")
    assert main(["evaluation", "mirror", str(path), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["units"][0]["n"] == 1
    assert [each["row"] for each in told["refused"]] == [2]
    assert main(["evaluation", "mirror", str(path)]) == 0
    assert "Đã đọc 1 lượt, 1 lượt có mức xếp loại." in capsys.readouterr().out


def test_a_file_that_is_no_such_table_is_refused(tmp_path, capsys):
    path = tmp_path / "khac.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    assert main(["evaluation", "mirror", str(path), "--json"]) == 1
    out = capsys.readouterr()
    assert json.loads(out.out)["error"]["code"] == "mirror_unreadable"
    assert out.err.startswith("canbo: Không đọc được tệp xếp loại: dòng đầu thiếu cột year")
