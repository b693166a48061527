"""The starter taxonomy on the ways CVs are written: versions, lists, marks, words that are no skill, reservations.

Expected are skill ids in order; `-id` is denied, `~id` claimed with a reservation. What comes twice is told once.
"""

import pytest

from features.linking import SkillLinker
from features.taxonomy import load_starter

LINKER = SkillLinker(load_starter())


def found(text: str, *, listed: bool = False) -> list[str]:
    marks = (
        ("-" if hit.negated else "~" if hit.hedged else "") + hit.skill_id
        for hit in LINKER.link(text, listed=listed)
    )
    return list(dict.fromkeys(marks))


VERSIONS = {
    "Python 3.11": "python",
    "Python (primary)": "python",
    "Python (primary), Java (secondary)": "python java",
    "Python 2.7/3.x": "python",
    "Python3, PHP7, Java8": "python php java",
    "PHP 8.2, MySQL 5.7": "php mysql",
    "PostgreSQL 14+": "postgresql",
    "node.js (8+ yrs)": "nodejs",
    "Node.js v18": "nodejs",
    ".NET Core 6": "dotnet",
    ".NET 6/8": "dotnet",
    "ASP.NET MVC 5": "asp-net",
    "Angular 2+": "angular",
    "AngularJS (1.x)": "angular",
    "C++11/14/17": "cpp",
    "C# 10": "c-sharp",
    "Vue3": "vue",
    "Vue 3": "vue",
    "Next.js 13": "nextjs",
    "ReactJS 18": "react",
    "TensorFlow 2.0": "tensorflow",
    "Oracle database 12c": "oracle-database",
    "SQL-Server 2019": "sql-server",
    "google analytics 4": "google-analytics",
    "Java (5 years)": "java",
    "SAP R/3": "sap",
    "AutoCAD 2D/3D": "autocad",
    "Six Sigma (Green Belt)": "six-sigma",
}
LAYOUTS = {
    "HTML/CSS/JS": "html css javascript",
    "HTML5/CSS3/JavaScript": "html css javascript",
    "C/C++": "c-language cpp",
    "C, C++ and C#": "c-language cpp c-sharp",
    "C++/C#": "cpp c-sharp",
    "C# /.NET": "c-sharp",
    "Java/J2EE": "java java-ee",
    "TypeScript/React/Node": "typescript react nodejs",
    "React.js, Vue.js & Angular": "react vue angular",
    "AWS (EC2, S3)": "aws",
    "Microsoft Office (Word, Excel, PowerPoint)": "microsoft-office word excel powerpoint",
    "Languages: Python, R, SQL": "python r-language sql",
    "Languages: C, Go, Rust": "c-language go rust",
    "Tech stack: Go, Docker": "go docker",
    "Tools:Python,SQL": "python sql",
    "Python & Django": "python django",
    "Python+Django": "python django",
    "Python + Django": "python django",
    "Python|Django|SQL": "python django sql",
    "Python; SQL; Git": "python sql git",
    "Python\tSQL\tGit": "python sql git",
    "\u2022 Python \u2022 SQL \u2022 Git": "python sql git",
    "- Python\n- SQL": "python sql",
    "* SQL": "sql",
    '"Python"': "python",
    "[Python]": "python",
    "#Python #SQL": "python sql",
    "Python (Flask, Django)": "python flask django",
    "CRM (Salesforce)": "crm salesforce",
    "ERP systems: SAP, Oracle": "erp sap oracle-database",
    "A/P and A/R": "accounts-payable accounts-receivable",
    "First aid/CPR": "first-aid",
    "SEO/SEM": "seo sem",
    "CI/CD pipelines": "ci-cd",
    "UI/UX design": "ui-design",
}
NAMES = {
    "k8s, Docker": "kubernetes docker",
    "K8S clusters": "kubernetes",
    "MS Excel, MS Word": "excel word",
    "MS-SQL Server": "sql-server",
    "T-SQL": "sql",
    "PL/SQL": "oracle-database",
    "Postgre SQL": "postgresql",
    "Mongo DB": "mongodb",
    "Java Script": "javascript",
    "java script": "javascript",
    "Power Point": "powerpoint",
    "PowerBI": "power-bi",
    "Quick Books Online": "quickbooks",
    "Git Hub": "github",
    "C sharp": "c-sharp",
    ".Net": "dotnet",
    "dot net": "dotnet",
    "VB.NET": "vb-net",
    "objective-c": "objective-c",
    "sklearn": "scikit-learn",
    "Tailwind": "tailwind",
    "pYtHoN": "python",
    "python-based services": "python",
    "REST APIs": "rest-api",
    "RESTful services": "rest-api",
    "IT support": "technical-support",
    "IT Support": "technical-support",
    "HR manager": "human-resources",
}
BOUNDARIES = {
    "JavaScript": "javascript",
    "JavaScript developer": "javascript",
    "Java/JavaScript": "java javascript",
    "Javanese": "",
    "Pythonic": "",
    "a pearl necklace": "",
    "Gitarre": "",
    "The sales force grew": "sales",
    "it supports the team": "",
    "let us go": "",
    "Q&A sessions": "",
    "R&D engineer": "research-development",
    "P&L responsibility": "financial-statements",
    "C-level executives": "",
    "C-suite": "",
    "4 hr shift": "",
}
ORDINARY_WORDS = {
    "Go-to-market strategy": "marketing-strategy",
    "go-live support": "",
    "Let's go!": "",
    "go to the office": "",
    "Go live of SAP": "sap",
    "Go developer since 2016": "go",
    "Built services in Go": "go",
    "Programming in Go and Rust": "programming go rust",
    "vitamin C": "",
    "grade C": "",
    "Embedded C on ARM": "c-language",
    "John R. Smith": "",
    "R. Smith and C. Jones": "",
    "statistical models in R": "r-language",
    "R, SAS, SPSS": "r-language sas spss",
    "Excel at meeting people": "",
    "I excel under pressure": "",
    "EXCEL, WORD": "excel word",
    "Advanced Excel (pivot tables)": "excel",
    "Word of mouth": "",
    "In other words, Word": "",
    "Spring 2019": "",
    "Spring semester 2018": "",
    "Spring Boot microservices": "spring microservices",
    "Swift response to tickets": "",
    "Taylor Swift tour": "",
    "iOS apps in Swift": "ios-development swift",
    "Swift, Kotlin": "swift kotlin",
    "Rust belt": "",
    "rust removal": "",
    "Rust and WebAssembly": "rust",
    "React quickly to change": "",
    "Able to react to incidents": "",
    "React, Redux": "react redux",
    "Chef at Hilton": "",
    "Chef, Puppet and Ansible": "chef-tool puppet ansible",
    "Sketch ideas on paper": "",
    "Sketch, Figma": "sketch figma",
    "Flew with SAS to Oslo": "",
    "SAS programming": "sas",
    "Access to confidential data": "",
    "Access, Excel": "access-database excel",
    "MS Access": "access-database",
    "Ruby ring": "",
    "Ruby, Python": "ruby python",
    "Dart board league": "",
    "Flutter/Dart": "flutter dart",
    "Flask of wine": "",
    "Elixir of life": "",
    "Julia Roberts": "",
    "Models in Julia": "julia",
    "Spark interest in reading": "",
    "Apache Spark": "spark",
    "Sage advice": "",
    "QuickBooks, Sage": "quickbooks sage",
    "Illustrator of books": "",
    "Photoshop/Illustrator": "photoshop illustrator",
    "Outlook on life": "",
    "the rest of the team": "",
    "bar of soap": "",
    "SOAP and WSDL": "soap",
    "Node of the network": "",
}
DENIALS = {
    "no experience with Java but strong Python": "-java python",
    "No Java, but Kotlin daily": "-java kotlin",
    "JavaScript (not Java)": "javascript -java",
    "I don't know C++ yet": "-cpp",
    "Never worked with SAP; Oracle for ten years": "-sap oracle-database",
    "Java (no), Python (yes)": "-java python",
    "Java: no, Python: yes": "-java python",
    "Java - no. 1 in the team": "java",
    "Not only Java but also Scala": "java scala",
    "not just HTML, but CSS": "html css",
    "lacks Kubernetes skills": "-kubernetes",
    "non-Python services": "-python",
    "I want to learn Kubernetes": "-kubernetes",
    "keen to learn Docker and Kubernetes": "-docker -kubernetes",
    "interested in Python": "-python",
    "Interested in learning Python and SQL": "-python -sql",
    "My interest in Kotlin": "-kotlin",
    "learned Kotlin": "kotlin",
}
RESERVATIONS = {
    "familiar with Docker": "~docker",
    "Familiar with Docker, Kubernetes and AWS": "~docker ~kubernetes ~aws",
    "Familiar with Docker, expert in Kubernetes": "~docker kubernetes",
    "familiarity with Java": "~java",
    "exposure to Python": "~python",
    "some exposure to SQL": "~sql",
    "little experience with Java": "~java",
    "basic knowledge of SQL": "~sql",
    "experience with Java": "java",
    "Learning Rust": "~rust",
    "currently learning Kotlin": "~kotlin",
    "learning to use Docker": "~docker",
    "studying Java": "~java",
    "Java - beginner": "~java",
    "Java: basic": "~java",
    "Java (basic), Python": "~java python",
    "Java (basic algorithms)": "java data-structures",
    "unfamiliar with Docker": "-docker",
    "not familiar with Docker": "-docker",
    "machine learning with Python": "machine-learning python",
    "deep learning in Python": "deep-learning python",
    "e-learning with Python": "instructional-design python",
    "Machine learning, Python": "machine-learning python",
    "trained 40 people in Excel": "excel",
    "Taught Python to 200 students": "python",
    "supervised Java developers": "java",
    "migrated from Java to Kotlin": "java kotlin",
}


def cases(table: dict[str, str]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize(("text", "expected"), list(table.items()))


@cases(VERSIONS)
def test_versions_years_and_brackets_hide_no_name(text: str, expected: str) -> None:
    assert found(text) == expected.split()


@cases(LAYOUTS)
def test_every_item_of_a_list_is_found_however_it_is_laid_out(text: str, expected: str) -> None:
    assert found(text) == expected.split()


@cases(NAMES)
def test_other_names_and_spellings_are_the_skill(text: str, expected: str) -> None:
    assert found(text) == expected.split()


@cases(BOUNDARIES)
def test_a_name_within_another_word_is_no_name(text: str, expected: str) -> None:
    assert found(text) == expected.split()


@cases(ORDINARY_WORDS)
def test_an_ordinary_word_is_a_skill_only_where_its_company_says_so(text: str, expected: str) -> None:
    assert found(text) == expected.split()


@cases(DENIALS)
def test_what_is_lacking_or_wished_for_is_denied(text: str, expected: str) -> None:
    assert found(text) == expected.split()


@cases(RESERVATIONS)
def test_what_is_held_a_little_is_claimed_with_a_reservation(text: str, expected: str) -> None:
    assert found(text) == expected.split()


def test_in_a_skill_list_lower_case_is_as_good() -> None:
    assert found("it support", listed=True) == ["technical-support"]
