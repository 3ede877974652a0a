"""Cauce as an Airflow task, for workers that have Cauce and /etc/cauce/jobs/orders.

A run takes all that has come since the last one, whenever that was, so there is nothing to catch up on
and a missed run is made up for by the next. A retry goes on from the last checkpoint.
"""

from datetime import datetime, timedelta, timezone

from airflow import DAG
from airflow.operators.bash import BashOperator

with DAG(
    dag_id="cauce_orders",
    description="Orders per shop and hour",
    schedule="7 * * * *",
    start_date=datetime(2026, 1, 1, tzinfo=timezone.utc),
    catchup=False,
    max_active_runs=1,
    default_args={
        "retries": 3,
        # Longer than the 15 s for which a killed run still holds its checkpoint directory.
        "retry_delay": timedelta(seconds=30),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=10),
    },
    tags=["cauce"],
) as dag:
    BashOperator(
        task_id="orders",
        bash_command="exec /etc/cauce/jobs/orders --trigger available-now",
        append_env=True,
        env={"CAUCE_JAVA_OPTS": "-Xmx1g"},
        execution_timeout=timedelta(minutes=55),
    )
