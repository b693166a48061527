"""Languages that ranking must tell apart from English."""

import pytest

from features.language import detect_language


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("en", "Responsible for the planning of all events and for the training of new members of the team in the region"),
        ("de", "Verantwortlich f\u00fcr die Planung der Projekte und die Leitung von einem Team mit zehn Personen in der Zentrale, auch als Trainer"),
        ("fr", "Responsable de la gestion des projets et de la formation du personnel dans une entreprise qui est pr\u00e9sente au Canada et en France"),
        ("es", "Responsable de la planificaci\u00f3n de los proyectos y del equipo de ventas en una empresa con sede en el sur que es la primera"),
        ("ru", "\u041e\u0442\u0432\u0435\u0447\u0430\u043b \u0437\u0430 \u043f\u043b\u0430\u043d\u0438\u0440\u043e\u0432\u0430\u043d\u0438\u0435 Python"),
        ("ja", "\u79c1\u306fPython\u306e\u30a8\u30f3\u30b8\u30cb\u30a2\u3067\u3059"),
    ],
)  # fmt: skip
def test_a_language_is_told(code: str, text: str) -> None:
    assert detect_language(text) == code


@pytest.mark.parametrize(
    "text", ["", "Python, SQL", "\U0001f600\U0001f600", "Kubernetes Docker Terraform AWS Ansible Helm " * 6]
)
def test_too_little_to_tell_says_nothing(text: str) -> None:
    assert detect_language(text) is None
