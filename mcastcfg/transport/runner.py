"""Nornir's threaded runner, made to survive Ctrl-C: no new task begins, those under way come to their end."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait

from nornir.core.inventory import Host
from nornir.core.task import AggregatedResult, MultiResult, Task
from nornir.plugins.runners import ThreadedRunner


class InterruptibleRunner(ThreadedRunner):
    """Sets `interrupted` on Ctrl-C and still waits, so that tasks can put back what they began."""

    def __init__(self, num_workers: int, interrupted: threading.Event) -> None:
        super().__init__(num_workers)
        self.interrupted = interrupted

    def run(self, task: Task, hosts: list[Host]) -> AggregatedResult:
        """Run the task on every host; raises KeyboardInterrupt once all that began have ended."""
        result = AggregatedResult(task.name)
        futures: list[Future[MultiResult]] = []
        with ThreadPoolExecutor(self.num_workers, thread_name_prefix="router") as pool:
            try:
                futures = [pool.submit(task.copy().start, host) for host in hosts]
                wait(futures)
            except KeyboardInterrupt:
                self.interrupted.set()
                for future in futures:
                    future.cancel()
                self._wait_out(futures)
                raise
        for host, future in zip(hosts, futures, strict=True):
            result[host.name] = future.result()
        return result

    @staticmethod
    def _wait_out(futures: list[Future[MultiResult]]) -> None:
        while True:
            try:
                wait(futures)
            except KeyboardInterrupt:
                continue  # every command has a time limit; leaving now would leave a router half configured
            return
