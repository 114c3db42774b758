"""Calls the example service by the Open Inference Protocol, with Triton's client: oip_client.py [HOST:PORT]

Needs: pip install 'tritonclient[http]==2.51.0'. Ends with an error if an answer is not what the protocol says.
"""

import sys

import numpy
import tritonclient.http as http
from tritonclient.utils import InferenceServerException

client = http.InferenceServerClient(sys.argv[1] if len(sys.argv) > 1 else "localhost:8080")
assert client.is_server_live() and client.is_server_ready()
assert client.is_model_ready("weather") and client.is_model_ready("weather", "1")
assert not client.is_model_ready("other")
assert client.get_server_metadata()["extensions"] == []
model = client.get_model_metadata("weather")
print(model)


def infer(columns, outputs=("weather", "probability")):
    inputs = []
    for name, values in columns.items():
        datatype = "BYTES" if values.dtype == object else "FP64"
        tensor = http.InferInput(name, values.shape, datatype)
        tensor.set_data_from_numpy(values, binary_data=False)
        inputs.append(tensor)
    wanted = [http.InferRequestedOutput(name, binary_data=False) for name in outputs]
    return client.infer("weather", inputs, request_id="a1", outputs=wanted)


days = {
    "location": numpy.array(["Seattle", "New York"], object),
    "precipitation": numpy.array([10.9, 0.0]),
    "wind": numpy.array([4.5, 3.0]),
}
answer = infer(days)
print(answer.get_response()["model_version"], answer.as_numpy("weather"), answer.as_numpy("probability"))
assert answer.get_response()["id"] == "a1"
assert list(answer.as_numpy("weather"))[0] in ("rain", b"rain")
assert answer.as_numpy("probability").shape == (2,)
assert all(0 < share <= 1 for share in answer.as_numpy("probability"))

for wrong in ({**days, "wind": numpy.array([4.5])}, {"wind": days["wind"]}, {**days, "precipitation": numpy.array([1e6, 0])}):
    try:
        infer(wrong)
        raise AssertionError("no error")
    except InferenceServerException as error:
        print(error)
        assert error.status() == "400"
print("ok")
