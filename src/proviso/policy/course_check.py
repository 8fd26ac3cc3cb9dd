"""`course check`: does every clause exist, has every question its answer, and is it plain to read?

The words of the course are measured like this: no sentence over 20 words, and no module above grade 8 (Flesch-Kincaid,
with syllables counted by their vowels, so it is a guide and no more).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from proviso.errors import PackError

from .course import Course, Module, Pair, read_course
from .pack import Pack
from .terms import CourseTerms, Place

MOST_WORDS = 20
HIGHEST_GRADE = 8.0
FEWEST_QUESTIONS = 2
WORDS_A_MINUTE = 130
"""A slow reader, and one who reads with ears."""
_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\d,.:]*")
_SENTENCE = re.compile(r"(?<=[.?:])[\"”)]?\s+|\n+")
_VOWELS = re.compile(r"[aeiouy]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class CourseChecked:
    """What a check of a course found."""

    title: str
    problems: tuple[str, ...]
    modules: int = 0
    questions: int = 0
    minutes: int = 0
    grade: float = 0.0

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if self.problems:
            found = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
            return f"{found} in {self.title}."
        return (
            f"{self.title} is whole: {self.modules} modules, {self.questions} questions, {self.minutes} minutes, "
            f"grade {self.grade:.1f}."
        )


def check_course(folder: Place, pack: Pack | None = None, terms: CourseTerms | None = None) -> CourseChecked:
    """Check a course; with a pack, that its clauses are there, too, and with terms, that the versions agree."""
    try:
        course = read_course(folder)
    except PackError as error:
        hint = f" {error.hint}" if error.hint else ""
        return CourseChecked(title=folder.name, problems=(f"{error.message}{hint}",))
    problems = [*_clauses(course, pack), *(problem for module in course.modules for problem in _module(module))]
    if terms is not None and terms.version != course.version:
        problems.append(f"pack.toml names version {terms.version}, and this is version {course.version}.")
    return CourseChecked(
        title=f"{course.title}, version {course.version},",
        problems=tuple(problems),
        modules=len(course.modules),
        questions=len(course.questions),
        minutes=round(sum(module.length for module in course.modules)),
        grade=grade([text for module in course.modules for text in texts_of(module)]),
    )


def _clauses(course: Course, pack: Pack | None) -> Iterator[str]:
    """Every clause that is cited is a clause of the pack."""
    if pack is None:
        return
    known = {clause.id for clause in pack.clauses}
    for module in course.modules:
        for clause in (*module.clauses, *(question.clause for question in module.questions)):
            if clause not in known:
                yield f"{module.id}: {pack.ref} has no clause {clause}."


def _module(module: Module) -> Iterator[str]:
    if not 2 <= module.minutes <= 3:
        yield f"{module.id}: a module takes 2 or 3 minutes, not {module.minutes}."
    if len(module.questions) < FEWEST_QUESTIONS:
        yield f"{module.id}: a module has {FEWEST_QUESTIONS} questions or more."
    if not module.clauses:
        yield f"{module.id}: it names no clause."
    texts = list(texts_of(module))
    read = sum(len(words_of(text)) for text in _pages(module))
    if read > module.minutes * WORDS_A_MINUTE * 1.25:
        yield f"{module.id}: {read} words are more than {module.minutes} minutes."
    for text in texts:
        for sentence in sentences_of(text):
            count = len(words_of(sentence))
            if count > MOST_WORDS:
                yield f"{module.id}: {count} words in one sentence, {MOST_WORDS} are the most: {sentence}"
    reads_at = grade(texts)
    if reads_at > HIGHEST_GRADE:
        yield f"{module.id}: it reads at grade {reads_at:.1f}; {HIGHEST_GRADE:.0f} is the highest."


def texts_of(module: Module) -> Iterator[str]:
    """Everything that a person reads in a module."""
    yield module.title
    yield from _pages(module)
    for question in module.questions:
        yield question.asks
        yield question.because
        for choice in question.choices:
            yield choice.text
            if choice.says:
                yield choice.says


def _pages(module: Module) -> Iterator[str]:
    for card in module.cards:
        yield card.title
        yield from card.text
        yield from card.points
        for pair in card.pairs:
            yield from _said(pair)


def _said(pair: Pair) -> tuple[str, str, str]:
    return "".join(words for words, _ in pair.goes_in), "".join(words for words, _ in pair.stays_out), pair.why


def sentences_of(text: str) -> list[str]:
    """The sentences of a text."""
    return [sentence.strip() for sentence in _SENTENCE.split(text) if sentence.strip()]


def words_of(text: str) -> list[str]:
    """The words of a text."""
    return _WORD.findall(text)


def grade(texts: list[str]) -> float:
    """The school grade at which it reads (Flesch-Kincaid)."""
    sentences = sum(len(sentences_of(text)) for text in texts)
    words = [word for text in texts for word in words_of(text)]
    if not sentences or not words:
        return 0.0
    syllables = sum(map(_syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    plain = word.lower().rstrip("'’")
    found = len(_VOWELS.findall(plain))
    if plain.endswith("e") and not plain.endswith(("le", "ee")) and found > 1:
        found -= 1
    if plain.endswith("ed") and not plain.endswith(("ted", "ded")) and found > 1:
        found -= 1
    return max(1, found)
