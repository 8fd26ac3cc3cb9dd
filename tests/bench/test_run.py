"""`make bench` prints each median beside what it has to be, and says which was missed."""

import pytest

from bench import Figure
from bench.run import main, measures, table


@pytest.mark.parametrize(
    ("figure", "is_reached"),
    [
        (Figure(name="a", value=0.25, unit="s", at_most=0.25), True),
        (Figure(name="a", value=0.26, unit="s", at_most=0.25), False),
        (Figure(name="a", value=20_000, unit="/s", at_least=20_000), True),
        (Figure(name="a", value=19_999, unit="/s", at_least=20_000), False),
        (Figure(name="a", value=5, unit="MB"), True),
    ],
)
def test_a_bound_is_met_or_missed(figure: Figure, is_reached: bool) -> None:
    assert figure.is_reached is is_reached


def test_the_table_names_what_was_missed() -> None:
    figures = [
        Figure(name="decide", value=210.4, unit="µs", at_most=300, runs=1000),
        Figure(name="appends", value=1_234.5, unit="/s", at_least=20_000, runs=5),
        Figure(name="size", value=0.0756, unit="MB", runs=3),
    ]
    assert table(figures).splitlines()[1:5] == [
        "what     median     has to be           runs",
        "decide   210 µs     ≤ 300 µs            1000",
        "appends  1,234/s    ≥ 20,000/s  MISSED  5",
        "size     0.0756 MB                      3",
    ]


def test_every_measurement_is_found_and_the_runner_is_not_one() -> None:
    assert "start" in measures()
    assert not {"run", "__init__"} & set(measures())


def test_an_unknown_measurement_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"There is no bench/nosuch\.py; there are: .*start"):
        main(["nosuch"])
