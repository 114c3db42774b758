"""Trains the networks of TrainedNetwork on the images of clothes with PyTorch, as one writes it.

  python training.py cnn DATA THREADS EPOCHS SEEDS

DATA has train-images.gz, train-labels.gz, test-images.gz and test-labels.gz, in IDX. Batches of 32,
Adam with a rate of 0.001, eager, on the CPU. Prints a line for each seed: the seconds of the
training loop, those of processor time, and the accuracy on the test images.
"""
import gzip
import sys
import time
from pathlib import Path

import numpy
import torch
from torch import nn

name, data, threads, epochs, seeds = sys.argv[1:]
torch.set_num_threads(int(threads))


def images(part):
    with gzip.open(Path(data) / f"{part}-images.gz") as file:
        header = numpy.frombuffer(file.read(16), ">i4")
        pixels = numpy.frombuffer(file.read(), numpy.uint8).reshape(-1, 1, *header[2:])
    return torch.from_numpy(pixels / numpy.float32(255))


def labels(part):
    with gzip.open(Path(data) / f"{part}-labels.gz") as file:
        file.read(8)
        return torch.from_numpy(numpy.frombuffer(file.read(), numpy.uint8).astype(numpy.int64))


def network():
    if name == "small":
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, 10))
    return nn.Sequential(
        nn.Conv2d(1, 16, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(16, 32, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(512, 128), nn.ReLU(), nn.Linear(128, 10))


train, truth = images("train"), labels("train")
test, answers = images("test"), labels("test")
for seed in range(int(seeds)):
    torch.manual_seed(seed)
    model = network()
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.001, weight_decay=0)
    loss = nn.CrossEntropyLoss()
    begin, cpu = time.perf_counter(), time.process_time()
    for _ in range(int(epochs)):
        for rows in torch.randperm(len(train)).split(32):
            optimizer.zero_grad()
            loss(model(train[rows]), truth[rows]).backward()
            optimizer.step()
    seconds, processor = time.perf_counter() - begin, time.process_time() - cpu
    with torch.no_grad():
        accuracy = (model(test).argmax(1) == answers).double().mean().item()
    print(f"{seconds} {processor} {accuracy}", flush=True)
