"""What the commands that migrate squares share."""

from django.core.management.base import CommandError, CommandParser, OutputWrapper

from tenants import migrating
from tenants.bar import Bar
from tenants.migrating import Outcome, Standing

WORKERS = 2


def add_arguments(parser: CommandParser) -> None:
    """Take how many squares at once, and how closely to look."""
    parser.add_argument("--workers", type=int, default=WORKERS, help="squares at once")
    parser.add_argument(
        "--closely", action="store_true", help="look into each square, and trust no mark"
    )


def migrate_all(out: OutputWrapper, *, workers: int, closely: bool) -> int:
    """Migrate every square, showing how far it is; return how many there are.

    Raises: CommandError, naming those that failed, when all the others are done.
    """
    bar, outcomes, current = Bar(out, 0), list[Outcome](), 0

    def begin(standing: Standing) -> None:
        nonlocal current
        bar.total, current = standing.count_behind, len(standing.current)
        if bar.total:
            out.write(f"{bar.total:,} squares are behind, {len(standing.current):,} are not.")

    done = migrating.migrate_squares(
        lambda name: out.write(f"  {name}"), workers=workers, closely=closely, begun=begin
    )
    for outcome in done:
        outcomes.append(outcome)
        if len(outcomes) > current:
            bar.count(failed=bool(outcome.error))
    for outcome in outcomes:
        if outcome.error:
            out.write(f"{outcome.slug}: {outcome.error}")
    if failed := [outcome.slug for outcome in outcomes if outcome.error]:
        raise CommandError(f"These squares were not migrated: {', '.join(failed)}")
    return len(outcomes)
