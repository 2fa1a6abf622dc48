"""One run of handinger-batch for each DAG run, continued by Airflow's own retries.

Exit codes decide what Airflow does: 6 (stopped, server away), 7 (another process works on it) and a process that was
killed (a signal, no memory) are tried again, and the same command continues; every other one fails the task at once,
because only a person can help. With --json the last line is the `done` object; it becomes the task's XCom.
"""

from __future__ import annotations

import json
import os
from datetime import datetime, timedelta

from airflow.exceptions import AirflowException, AirflowFailException
from airflow.models import DAG, BaseOperator

try:
    from airflow.providers.standard.hooks.subprocess import SubprocessHook
except ImportError:  # Airflow 2
    from airflow.hooks.subprocess import SubprocessHook

JAR = "/opt/handinger-batch/handinger-batch.jar"
JOB = "/srv/handinger/job.yaml"
COMES_AGAIN = (6, 7)


class HandingerBatchOperator(BaseOperator):
    template_fields = ("run_name", "settings")

    def __init__(self, job: str, run_name: str, settings: dict[str, str] | None = None, **kwargs):
        super().__init__(**kwargs)
        self.job = job
        self.run_name = run_name
        self.settings = settings or {}
        self.hook = SubprocessHook()

    def command(self) -> list[str]:
        command = ["java", "-jar", JAR, "run", self.job, "--run-id", self.run_name, "--json"]
        for key, value in self.settings.items():
            command += ["--set", f"{key}={value}"]
        return command

    def execute(self, context):
        ended = self.hook.run_command(self.command(), env=dict(os.environ), cwd=os.path.dirname(self.job))
        killed = ended.exit_code < 0 or ended.exit_code > 128
        if killed or ended.exit_code in COMES_AGAIN:
            raise AirflowException(f"exit {ended.exit_code}, the next try continues: {ended.output}")
        if ended.exit_code != 0:
            raise AirflowFailException(f"exit {ended.exit_code}: {ended.output}")
        return json.loads(ended.output)

    def on_kill(self):
        self.hook.send_sigterm()


with DAG(
    dag_id="handinger_batch",
    schedule="0 2 * * *",
    start_date=datetime(2026, 1, 1),
    catchup=False,
    max_active_runs=1,
) as dag:
    HandingerBatchOperator(
        task_id="fact_check",
        job=JOB,
        run_name="{{ run_id }}",
        settings={"input.file": "/srv/handinger/claims-{{ ds }}.csv"},
        retries=12,
        retry_delay=timedelta(minutes=10),
    )
