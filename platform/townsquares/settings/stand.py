"""What a stand does differently: LIVE_STAND for clients' test suites, BENCH_STAND for measuring.

Everywhere else every value below is the safe one.
"""

from townsquares import environment

_env = environment.load()

LIVE_STAND = _env.live_stand
BENCH_STAND = _env.bench_stand
# Whoever joins is in at once, without a letter to confirm the address.
INSTANT_CONFIRMATION = LIVE_STAND
# Whether commons.limits counts at all.
THROTTLED = not LIVE_STAND
# How many times higher every limit is: a measured request counts like any other, and is let in.
LIMITS_TIMES = 1_000_000 if BENCH_STAND else 1
# Pictures and films are ready when their upload is answered.
MEDIA_SYNCHRONOUS = LIVE_STAND
# Programs may trade a password for a token, as test suites do and apps do not.
OAUTH_PASSWORD_GRANT = LIVE_STAND
# Where an address of this machine (127.0.0.1, [::1]) leads.
LOOPBACK_HOST = "localhost" if LIVE_STAND else _env.apex_host
