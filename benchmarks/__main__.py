"""All benchmarks, one after the other: make bench."""

from __future__ import annotations

from benchmarks import lab_times, rates, startup

rates.main()
startup.main()
lab_times.main()
