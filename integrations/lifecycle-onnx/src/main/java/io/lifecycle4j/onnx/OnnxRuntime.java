package io.lifecycle4j.onnx;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.onnxruntime.engine.OrtEngine;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import io.lifecycle4j.core.engine.NativeStart;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Starts ONNX Runtime through DJL, once in a process.
 *
 * <p>Unless the user set them, it disables downloads ({@code ai.djl.offline}), telemetry ({@code
 * OPT_OUT_TRACKING}) and DJL's use of a second engine ({@code ai.djl.onnx.disable_alternative}),
 * and sets one thread for an operation ({@code ai.djl.onnxruntime.num_threads}), which is the
 * thread that runs the network. Thread-safe.
 */
final class OnnxRuntime {
  private static final String THREADS = "ai.djl.onnxruntime.num_threads";
  private static final String INTEROP_THREADS = "ai.djl.onnxruntime.num_interop_threads";

  private static volatile boolean started;

  private OnnxRuntime() {}

  /** Starts ONNX Runtime unless it is running. It unpacks its native library each time. */
  static void start() {
    if (!started) {
      startOnce();
    }
  }

  /** Returns the versions and settings of DJL and ONNX Runtime; starts them if necessary. */
  static Map<String, String> environment() {
    start();
    Map<String, String> environment = new TreeMap<>();
    environment.put("djl.version", Engine.getDjlVersion());
    String engine = OrtEngine.class.getPackage().getSpecificationVersion();
    environment.put("djl.onnxruntime_engine", engine == null ? "unknown" : engine);
    environment.put("onnxruntime.version", OrtEnvironment.getEnvironment().getVersion());
    environment.put("onnxruntime.threads", Integer.toString(threads()));
    return Collections.unmodifiableMap(environment);
  }

  /** Returns how many threads an operation uses. */
  static int threads() {
    return Math.max(1, Integer.getInteger(THREADS, 1));
  }

  /** Creates a session of a file; ONNX Runtime copies the bytes. It must be running. */
  static OrtSession session(byte[] file) throws OrtException {
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setIntraOpNumThreads(threads());
      options.setInterOpNumThreads(1);
      // Failures are exceptions, and need not be printed as well.
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      // Idle threads that spin take the cores of other sessions.
      options.addConfigEntry("session.intra_op.allow_spinning", "0");
      // Otherwise the bytes choose the format, and only ONNX was checked.
      options.addConfigEntry("session.load_model_format", "ONNX");
      return OrtEnvironment.getEnvironment().createSession(file, options);
    }
  }

  private static synchronized void startOnce() {
    if (started) {
      return;
    }
    NativeStart.preset("ai.djl.offline", "DJL_OFFLINE", "true");
    NativeStart.preset("OPT_OUT_TRACKING", "OPT_OUT_TRACKING", "true");
    NativeStart.preset("ai.djl.onnx.disable_alternative", "", "true");
    NativeStart.preset(THREADS, "", "1");
    NativeStart.preset(INTEROP_THREADS, "", "1");
    try {
      NativeStart.run(OnnxRuntime.class, () -> Engine.getEngine(OrtEngine.ENGINE_NAME));
      OrtEnvironment.getEnvironment().setTelemetry(false);
      started = true;
    } catch (OrtException | EngineException | IllegalArgumentException | LinkageError e) {
      throw NativeStart.failure(
          "ONNX Runtime",
          "lifecycle-onnx",
          e,
          " (its native library is unpacked into java.io.tmpdir, which must be writable and allow to"
              + " execute; or set onnxruntime.native.path to a folder that has it)");
    }
  }
}
