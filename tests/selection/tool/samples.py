"""Small fictional files in both forms of input."""

from pathlib import Path

from tests.selection.tool.commands import write_lines

KINDS = ("technical", "technical", "financial")
TOWNS = ("city", "province", "city", "elsewhere")


def write_common(folder: Path, people: int = 24, financial: str = "1,2") -> tuple[object, ...]:
    """Respondents of eight employers, and the options for a panel of five."""
    rows = [f"p{n},{KINDS[n % 3]},{TOWNS[n % 4]},o{n % 8}" for n in range(people)]
    write_lines(folder / "people.csv", "id,kind,town,org", *rows)
    write_lines(
        folder / "quotas.csv",
        "category,feature,min,max",
        "kind,technical,3,4",
        f"kind,financial,{financial}",
        "town,city,1,3",
        "town,province,0,5",
        "town,elsewhere,0,5",
    )
    return (
        *("--people", folder / "people.csv", "--quotas", folder / "quotas.csv"),
        *("--size", 5, "--at-most-one-per", "org"),
    )


RULES = """{
  "seats": 3,
  "quotas": [
    {"name": "senior engineers", "min": 1,
     "where": {"title": ["senior", "chief"], "field": "energy"}},
    {"where": {"sex": "f"}, "min": 1, "max": 2}
  ],
  "at_most_per": {"employer": 1, "employer_group": 2},
  "conflicts": [["e1", "e4"]],
  "separator": ";"
}"""
CANDIDATES = (
    "id,employer,employer_group,title,field,sex,excluded",
    "e1,Works A,Group 1,senior,energy;optics,f,",
    "e2,Works A,Group 1,associate,energy,m,",
    "e3,Works B,Group 1,chief,optics,m,",
    "e4,Works C,Group 1,senior,optics;energy,m,",
    "e5,Works D,Group 2,associate,materials,f,",
    "张六,,,associate,materials,m,",
    "e7,Works E,Group 2,senior,energy,f,on_leave",
)


def write_own(folder: Path, rules: str = RULES) -> tuple[object, ...]:
    """Seven candidates, one of them excluded, and the options for a panel of three."""
    write_lines(folder / "candidates.csv", *CANDIDATES)
    write_lines(folder / "rules.json", rules)
    return ("--candidates", folder / "candidates.csv", "--rules", folder / "rules.json")
