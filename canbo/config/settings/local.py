"""One office on one machine: secrets made in the data directory, served on loopback. `canbo demo` builds on it."""

from canbo.config.env import env_bool, env_text, local_secrets
from canbo.config.settings.base import *
from canbo.config.settings.base import CANBO_DATA_DIR

_secrets = local_secrets(CANBO_DATA_DIR)
SECRET_KEY = env_text("CANBO_SECRET_KEY") or _secrets["secret_key"]
CANBO_ENCRYPTION_KEYS = (env_text("CANBO_ENCRYPTION_KEYS") or _secrets["encryption_keys"]).split(",")
CANBO_INDEX_KEY = env_text("CANBO_INDEX_KEY") or _secrets["index_key"]
CANBO_DEMO = env_bool("CANBO_DEMO", default=False)
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
