"""The way back from a text to the one it was made from, kept by stretches instead of by characters.

Most of a post is taken over as it is, so a handful of stretches says where everything came from: making a view costs by
what changes in it, and only a match asks for its place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import overload


class Places(Sequence[int]):
    """For each character of a text a place in the author's: read by stretches, through the places of the text below.

    Within a stretch the place moves on with the character (step 1) or stands still (step 0).
    """

    __slots__ = ("_at", "_below", "_size", "_steps", "_values")

    def __init__(self, at: list[int], values: list[int], steps: list[int], size: int, below: Sequence[int]) -> None:
        self._at, self._values, self._steps, self._size, self._below = at, values, steps, size, below

    def __len__(self) -> int:
        return self._size

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> list[int]: ...
    def __getitem__(self, index: int | slice) -> int | list[int]:
        if isinstance(index, slice):
            return [self[place] for place in range(*index.indices(self._size))]
        if index < 0:
            index += self._size
        if not 0 <= index < self._size:
            raise IndexError(index)
        number = bisect_right(self._at, index) - 1
        return self._below[self._values[number] + (index - self._at[number]) * self._steps[number]]


class Way:
    """The stretches of a text in the making, from its start to its end."""

    __slots__ = ("_at", "_first", "_last", "_steps", "size")

    def __init__(self) -> None:
        self._at: list[int] = []
        self._first: list[int] = []
        self._last: list[int] = []
        self._steps: list[int] = []
        self.size = 0

    def keep(self, start: int, end: int) -> None:
        """The next characters stand for those of start:end in the text below, one for one."""
        if start < end:
            self._add(start, start, 1)
            self.size += end - start

    def put(self, size: int, start: int, end: int) -> None:
        """Each of the next `size` characters stands for the whole of start:end."""
        if size:
            self._add(start, end - 1, 0)
            self.size += size

    def _add(self, first: int, last: int, step: int) -> None:
        self._at.append(self.size)
        self._first.append(first)
        self._last.append(last)
        self._steps.append(step)

    def over(self, starts: Sequence[int], ends: Sequence[int]) -> tuple[Sequence[int], Sequence[int]]:
        """Starts and ends in the author's text, given those of the text below."""
        return (
            Places(self._at, self._first, self._steps, self.size, starts),
            Places(self._at, self._last, self._steps, self.size, ends),
        )

    def carry(self, marks: list[bool]) -> list[bool]:
        """Marks on the characters of the text below, carried over: a character is marked if any of its stretch is."""
        carried: list[bool] = []
        for number, end in enumerate([*self._at[1:], self.size]):
            size, first = end - self._at[number], self._first[number]
            if self._steps[number]:
                carried += marks[first : first + size]
            else:
                carried += [True in marks[first : self._last[number] + 1]] * size
        return carried
