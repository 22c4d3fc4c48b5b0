"""The two sets of people and posts that figures are taken on, and every number that shapes them."""

from dataclasses import dataclass

DAY = 86_400


@dataclass(frozen=True, kw_only=True)
class Size:
    """How much of everything there is.

    celebrity: who is followed by most stands apart from the power law of the others.
    mentions: a reply names whom it answers; the rest stand in the words of other posts.
    tagged: posts with one hashtag or more.
    """

    name: str
    members: int
    days: int
    posts: int
    replies: int
    boosts: int
    favourites: int
    mentions: int
    tagged: int
    tags: int
    follows: int
    median_followers: int
    celebrity: int
    reader_follows: int
    seed: int = 20_260_601

    @property
    def seconds(self) -> int:
        """How long people have talked here."""
        return self.days * DAY


# The set that the reference figures were taken on.
SMALL = Size(
    name="small",
    members=2_000,
    days=30,
    posts=40_000,
    replies=4_000,
    boosts=4_000,
    favourites=20_000,
    mentions=7_500,
    tagged=6_000,
    tags=300,
    follows=196_000,
    median_followers=62,
    celebrity=1_900,
    reader_follows=200,
)

# One very popular member among many who mostly read: ten times the posts for a hundred times the
# members, and twenty follows each. What grows with the square's size then shows; what grows with
# the posts of one home is as before.
LARGE = Size(
    name="large",
    members=200_000,
    days=30,
    posts=400_000,
    replies=40_000,
    boosts=40_000,
    favourites=200_000,
    mentions=75_000,
    tagged=60_000,
    tags=3_000,
    follows=4_000_000,
    median_followers=8,
    celebrity=140_000,
    reader_follows=200,
)

SIZES = {size.name: size for size in (SMALL, LARGE)}
