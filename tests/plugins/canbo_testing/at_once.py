"""What an office at work runs in its own process to do several acts at the same moment."""

#: Source of `at_once(acts) -> sorted codes`: "done", the code of what was refused, or the crash.
AT_ONCE = """
import threading
from django.db import connection
from canbo.core.errors import DomainError

def at_once(acts):
    ready, told = threading.Barrier(len(acts)), []
    def act(one):
        try:
            ready.wait()
            one()
            told.append('done')
        except DomainError as error:
            told.append(error.code)
        except BaseException as error:
            told.append(repr(error))
        finally:
            connection.close()
    threads = [threading.Thread(target=act, args=(one,)) for one in acts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    return sorted(told)
"""
