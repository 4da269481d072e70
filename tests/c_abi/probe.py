"""A tool in Python: `probe.py LIBRARY CONTRACT` records a run by libovert.so, and says nothing."""

import ctypes
import sys
from ctypes import POINTER, Structure, Union, c_char_p, c_int, c_int32, c_int64, c_size_t, c_void_p


class Options(Structure):
    _fields_ = [("struct_size", c_size_t), ("overt_program", c_char_p)]


class OptionUse(Structure):
    _fields_ = [("name", c_char_p), ("count", c_int64), ("as_cli", c_int32), ("as_env", c_int32)]


class As(Union):
    _fields_ = [("boolean", c_int32), ("integer", c_int64), ("text", c_char_p)]


class Value(Structure):
    _fields_ = [("type", c_int32), ("held", As)]


class Field(Structure):
    _fields_ = [("name", c_char_p), ("value", Value)]


def field(name, value):
    if isinstance(value, bool):
        return Field(name.encode(), Value(1, As(boolean=value)))
    if isinstance(value, int):
        return Field(name.encode(), Value(2, As(integer=value)))
    return Field(name.encode(), Value(3, As(text=value.encode())))


class Telemetry:
    """One run of the tool."""

    def __init__(self, library, contract, version):
        self._overt = ctypes.CDLL(library)
        self._overt.overt_open.restype = c_void_p
        self._overt.overt_open.argtypes = [c_char_p, c_size_t, c_char_p, POINTER(Options)]
        self._overt.overt_command_started.argtypes = [c_void_p, c_char_p, POINTER(OptionUse), c_size_t]
        self._overt.overt_event.argtypes = [c_void_p, c_char_p, POINTER(Field), c_size_t]
        self._overt.overt_command_exited.argtypes = [c_void_p, c_int]
        self._overt.overt_close.argtypes = [c_void_p]
        self._run = self._overt.overt_open(contract, len(contract), version.encode(), None)

    def command_started(self, command, uses=()):
        array = (OptionUse * len(uses))(*uses)
        self._overt.overt_command_started(self._run, command.encode(), array, len(array))

    def event(self, name, **values):
        fields = (Field * len(values))(*(field(key, value) for key, value in values.items()))
        self._overt.overt_event(self._run, name.encode(), fields, len(fields))

    def command_exited(self, exit_code):
        self._overt.overt_command_exited(self._run, exit_code)
        self._overt.overt_close(self._run)
        self._run = None


def main():
    with open(sys.argv[2], "rb") as file:
        telemetry = Telemetry(sys.argv[1], file.read(), "1.2.3")
    telemetry.command_started("probe build", [OptionUse(b"verbose", 2, True, False)])
    telemetry.event("CacheMissed")
    telemetry.event("BuildFinished", success=True, imagesCount=7, **{"class": "small"}, stage="install")
    telemetry.command_exited(0)


if __name__ == "__main__":
    main()
