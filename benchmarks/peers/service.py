"""The service of lifecycle-examples/service as FastAPI, uvicorn and PyTorch make it: service.py PORT WORKERS.

The network has the shape of that service's; its weights are random, as the work does not depend on them. A request is
checked by the same rules, and answered with the same fields. Nothing is logged, and nothing is recorded: the other side
writes each prediction to its log.
"""
import sys
import uuid
from typing import Literal

import torch
import uvicorn
from fastapi import FastAPI
from pydantic import BaseModel, ConfigDict, Field

LOCATIONS = ["New York", "Seattle"]
WEATHER = ["drizzle", "fog", "rain", "snow", "sun"]
MEAN = torch.tensor([0.0, 0.0, 3.0, 3.2])
DEVIATION = torch.tensor([1.0, 1.0, 6.5, 1.4])

torch.set_num_threads(1)  # two processes on two cores
torch.manual_seed(1)
network = torch.nn.Sequential(
    torch.nn.Linear(4, 32),
    torch.nn.ReLU(),
    torch.nn.Linear(32, 16),
    torch.nn.ReLU(),
    torch.nn.Linear(16, len(WEATHER)),
    torch.nn.Softmax(dim=1),
).eval()
app = FastAPI()


class Day(BaseModel):
    model_config = ConfigDict(extra="forbid")
    location: Literal["Seattle", "New York"]
    precipitation: float = Field(ge=0, le=500)
    wind: float = Field(ge=0, le=100)


class Forecast(BaseModel):
    id: str
    weather: str
    probability: float
    version: int


# async: a network this small does not block for long, and the pool of threads would cost more
@app.post("/predict")
async def predict(day: Day) -> Forecast:
    places = [1.0 if day.location == place else 0.0 for place in LOCATIONS]
    row = torch.tensor([places + [day.precipitation, day.wind]])
    with torch.inference_mode():
        outputs = network((row - MEAN) / DEVIATION)[0]
        best = int(outputs.argmax())
        probability = float(outputs[best])
    return Forecast(id=str(uuid.uuid4()), weather=WEATHER[best], probability=probability, version=1)


if __name__ == "__main__":
    uvicorn.run(
        "service:app",
        port=int(sys.argv[1]),
        workers=int(sys.argv[2]),
        timeout_worker_healthcheck=300,  # a loaded machine takes long to import PyTorch
        access_log=False,
        log_level="warning",
    )
