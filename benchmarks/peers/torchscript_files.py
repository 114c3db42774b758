"""Writes the TorchScript programs of TorchScriptScanTest to the folder that is given, with torch 2.7.1.

In accepted/ are programs that only compute, in refused/ those that reach further. The test makes
archives and pickles that PyTorch does not write from one of these. PyTorch puts the paths of the
Python files into a program: run this from a folder that may be named.
"""
import os
import pathlib
import sys
from typing import Dict, List, NamedTuple, Optional

import torch
from torch import nn

FOLDER = pathlib.Path(sys.argv[1])


class Mlp(nn.Module):
    def __init__(self):
        super().__init__()
        self.net = nn.Sequential(nn.Linear(4, 8), nn.ReLU(), nn.Linear(8, 3))

    def forward(self, x):
        return self.net(x)


class Cnn(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv = nn.Conv2d(1, 2, 3)
        self.norm = nn.BatchNorm2d(2)
        self.pool = nn.MaxPool2d(2)
        self.drop = nn.Dropout(0.1)
        self.last = nn.Linear(18, 3)

    def forward(self, x):
        x = self.pool(torch.relu(self.norm(self.conv(x))))
        return torch.log_softmax(self.last(self.drop(torch.flatten(x, 1))), 1)


class Lstm(nn.Module):
    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(3, 4, batch_first=True)
        self.last = nn.Linear(4, 1)

    def forward(self, x):
        return self.last(self.lstm(x)[0][:, -1])


class Parts(NamedTuple):
    mean: torch.Tensor
    rows: int


class Structures(nn.Module):
    """Uses what the language has: lists, dictionaries, tuples with names, loops, texts, constants."""

    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2)])
        self.sizes: List[int] = [1, -2]
        self.limits: Dict[str, float] = {"low": -1e-7, "höh": float("inf")}
        self.register_buffer("scale", torch.full((2,), 0.5))

    def parts(self, x: torch.Tensor) -> Parts:
        return Parts(x.mean(), x.size(0))

    def forward(self, x: torch.Tensor, mask: Optional[torch.Tensor] = None):
        if x.dim() != 2:
            raise ValueError(f"needs 2 dimensions, got {x.dim()}: \"#\" is no comment")
        for i, layer in enumerate(self.layers):
            x = layer(x) * self.scale + i
        if mask is not None:
            x = torch.where(mask, x, torch.zeros_like(x))
        names: List[str] = []
        while len(names) < 2:
            names.append("print(" + str(len(names)))
        parts = self.parts(x)
        x = x.clamp(self.limits["low"] * 1e9, self.limits["höh"])
        return {"x": x, "mean": parts.mean * float(parts.rows), "t": torch.tensor([1.5, 2.5])}


class FromFile(nn.Module):
    def forward(self, x):
        return x + torch.from_file("/etc/hostname", False, 1, dtype=torch.uint8)


class Seed(nn.Module):
    def forward(self, x):
        torch.manual_seed(1)
        return torch.rand_like(x)


class Save(nn.Module):
    def forward(self, x):
        torch.save(x, "written.pt")
        return x


class Print(nn.Module):
    def forward(self, x):
        print("rows", x.size(0))
        return x


class Fork(nn.Module):
    def forward(self, x):
        return torch.jit.wait(torch.jit.fork(torch.relu, x))


class CustomOp(nn.Module):
    def forward(self, x):
        if torch.ops.mkldnn._is_mkldnn_bf16_supported():
            x = x * 2
        return x


class NoGrad(nn.Module):
    def forward(self, x):
        with torch.no_grad():
            return x * 2


class System:
    def __reduce__(self):
        return os.system, ("true",)


def save(name, module, **settings):
    torch.jit.save(torch.jit.script(module.eval()), FOLDER / name, **settings)


torch.manual_seed(1)
(FOLDER / "accepted").mkdir(parents=True, exist_ok=True)
(FOLDER / "refused").mkdir(exist_ok=True)
save("accepted/mlp.pt", Mlp())
save("accepted/cnn.pt", Cnn())
save("accepted/lstm.pt", Lstm())
save("accepted/structures.pt", Structures())
torch.jit.save(torch.jit.trace(Cnn().eval(), torch.zeros(1, 1, 8, 8)), FOLDER / "accepted/traced.pt")
torch.jit.save(torch.jit.freeze(torch.jit.script(Cnn().eval())), FOLDER / "accepted/frozen.pt")

save("refused/from_file.pt", FromFile())
save("refused/print.pt", Print())
save("refused/fork.pt", Fork())
save("refused/manual_seed.pt", Seed())
save("refused/no_grad.pt", NoGrad())
save("refused/save.pt", Save())
save("refused/custom_op.pt", CustomOp())
quantized = torch.ao.quantization.quantize_dynamic(Mlp().eval(), {nn.Linear}, torch.qint8)
save("refused/classes.pt", quantized)
save("refused/extra.pt", nn.ReLU(), _extra_files={"labels.txt": "yes\nno\n"})
torch.save(nn.Linear(2, 1).state_dict(), FOLDER / "refused/state_dict.pt")
torch.save({"model": System()}, FOLDER / "refused/system.pt")
torch.jit.script(nn.ReLU())._save_for_lite_interpreter(str(FOLDER / "refused/lite.ptl"))
