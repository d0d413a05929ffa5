"""What is kept and what will be: retention with intervals, renewals by category, how right the forecast was; board pack and digest."""


from cs_core.leadership.forecasting.ahead import forecast
from pages._ui import forecast_papers, forecast_parts, forecast_record
from pages._ui.frame import frame
from pages._ui.kept import SIGNAL_TABLES
from pages._ui.parts import open_part

TABLES = (*SIGNAL_TABLES, "case", "proposal", "decision", "rate")

with frame("Forecast", "What is kept, what will be, what each renewal is worth, and how right earlier forecasts were.") as here:
    document = here.ask(forecast, says="Forecasting", tables=TABLES)
    forecast_parts.head(document)
    open_part(
        {
            "Retention": lambda: forecast_parts.retention(document),
            "Renewals ahead": lambda: forecast_parts.renewals(document),
            "How right it was": lambda: forecast_record.record(document),
            "Board pack and digest": lambda: forecast_papers.panel(here),
        }
    )
