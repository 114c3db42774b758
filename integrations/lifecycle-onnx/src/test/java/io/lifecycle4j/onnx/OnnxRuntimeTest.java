package io.lifecycle4j.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.engine.Engine;
import org.junit.jupiter.api.Test;

class OnnxRuntimeTest {
  @Test
  void startsOfflineWithoutTelemetryAndWithoutASecondEngine() {
    OnnxRuntime.start();
    OnnxRuntime.start();

    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    assertThat(System.getProperty("ai.djl.onnx.disable_alternative")).isEqualTo("true");
    assertThat(System.getProperty("ai.djl.onnxruntime.num_threads")).isEqualTo("1");
    assertThat(System.getProperty("io.lifecycle4j.preset.ai.djl.onnxruntime.num_threads"))
        .isEqualTo("1");
    assertThat(Engine.getEngine("OnnxRuntime").getAlternativeEngine()).isNull();
  }

  @Test
  void saysWhatItIs() {
    assertThat(new OnnxEngine().environment())
        .containsEntry("onnxruntime.version", "1.21.1")
        .containsEntry("onnxruntime.threads", "1")
        .containsEntry("djl.version", "0.38.0")
        .containsEntry("djl.onnxruntime_engine", "0.36.0");
  }
}
