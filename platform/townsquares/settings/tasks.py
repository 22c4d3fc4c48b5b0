"""The task queue: Celery on Redis, every task small, repeatable and bounded in time."""

from kombu import Queue

from townsquares import environment

_env = environment.load()

CELERY_BROKER_URL = _env.redis_url.replace("unix://", "redis+socket://") or "memory://"
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_TIME_LIMIT = 300
CELERY_TASK_SOFT_TIME_LIMIT = 240
# A film takes as long as a thousand letters: its worker does nothing else. In that worker's one
# process Celery's limits do not hold, and squares.media.ffmpeg keeps time; in others they do.
_FILMS = "squares.media.tasks.prepare_film"
CELERY_TASK_ROUTES = {_FILMS: {"queue": "films"}}
CELERY_TASK_ANNOTATIONS = {_FILMS: {"soft_time_limit": 1100, "time_limit": 1200}}
# A worker reads both in turn: squares take turns in theirs (docs/decisions/0023), and what the
# platform does for itself never waits behind them.
CELERY_TASK_QUEUES = [Queue("platform"), Queue("squares")]
CELERY_TASK_DEFAULT_QUEUE = "platform"
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ALWAYS_EAGER = _env.mode == "test" or _env.live_stand
CELERY_TASK_EAGER_PROPAGATES = True
CELERY_TIMEZONE = "UTC"
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
