"""One office on one machine: secrets made in the data directory, served on loopback. `canbo demo` builds on it."""

from canbo.common.keyring import split
from canbo.config.env import env_bool, env_secret, local_secrets
from canbo.config.settings.base import *
from canbo.config.settings.base import CANBO_DATA_DIR, CANBO_KEY_FILE

_secrets = local_secrets(CANBO_DATA_DIR)
SECRET_KEY = env_secret("CANBO_SECRET_KEY") or _secrets["secret_key"]
_keys = env_secret("CANBO_ENCRYPTION_KEYS")
CANBO_ENCRYPTION_KEYS = split(_keys or _secrets["encryption_keys"])
if not _keys:
    CANBO_KEY_FILE = CANBO_DATA_DIR / "secrets.json"
CANBO_AUDIT_KEY = env_secret("CANBO_AUDIT_KEY") or _secrets["audit_key"]
CANBO_DEMO = env_bool("CANBO_DEMO", default=False)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
