"""All benchmarks, one after the other: make bench."""

from __future__ import annotations

from benchmarks import lab_times, makes, rates, startup

rates.main()
makes.main()
startup.main()
lab_times.main()
