"""The frameworks that come with the product, as data."""

import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "frameworks"


def load_frameworks(apps: Any) -> None:
    """Make or bring up to date every framework in the folder, through the given app registry."""
    for path in sorted(FOLDER.glob("*.json")):
        load_framework(json.loads(path.read_text(encoding="utf-8")), apps)


def load_framework(data: dict[str, Any], apps: Any) -> None:
    def model(name: str) -> Any:
        return apps.get_model("rollout", name).objects

    framework, _ = model("Framework").update_or_create(
        code=data["code"], defaults={**names(data), "source": data["source"]}
    )
    levels = {}
    for rank, level in enumerate(data["levels"], 1):
        levels[level["code"]], _ = model("Level").update_or_create(
            framework=framework, rank=rank, defaults={"code": level["code"], **names(level)}
        )
    for rank, item in enumerate(data["areas"], 1):
        fields = {"code": item["code"], "dimension": item["dimension"], **names(item)}
        area, _ = model("Area").update_or_create(framework=framework, rank=rank, defaults=fields)
        for competence in item["competences"]:
            model("Competence").update_or_create(
                area=area, code=competence["code"], defaults=names(competence)
            )
        for code, text in item["statements"].items():
            model("Statement").update_or_create(
                area=area,
                level=levels[code],
                defaults={"text": text["en"], "text_nb": text["nb"]},
            )


def names(item: dict[str, str]) -> dict[str, str]:
    return {"name": item["name"], "name_nb": item["name_nb"]}
