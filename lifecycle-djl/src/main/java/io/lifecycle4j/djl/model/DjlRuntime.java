package io.lifecycle4j.djl.model;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.pytorch.engine.PtEngine;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Utils;
import io.lifecycle4j.core.engine.NativeStart;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.error.LifecycleException;
import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.error.StorageFailedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Starts PyTorch, once in a process, before any other use of DJL.
 *
 * <p>Unless the user set them, it disables downloads ({@code ai.djl.offline}) and telemetry ({@code
 * OPT_OUT_TRACKING}), and sets one thread within and between operations ({@code
 * ai.djl.pytorch.num_threads}, {@code ai.djl.pytorch.num_interop_threads}), because spinning idle
 * threads of OpenMP slow down small networks. Networks run on the CPU. Thread-safe.
 */
public final class DjlRuntime {
  /** The name of the engine in DJL. */
  public static final String ENGINE = "PyTorch";

  private static final String THREADS = "ai.djl.pytorch.num_threads";
  private static final String INTEROP_THREADS = "ai.djl.pytorch.num_interop_threads";
  private static final String CACHE = "DJL_CACHE_DIR";

  private static volatile boolean started;

  private DjlRuntime() {}

  /**
   * Starts PyTorch unless it is running. The first start on a machine unpacks the native library,
   * which takes about ten seconds; later starts take about one.
   *
   * @throws NotFoundException if no native library for this platform is on the class path
   * @throws ConflictException if another class loader of this process has loaded the library
   * @throws StorageFailedException if the library cannot be unpacked or loaded
   */
  public static void start() {
    if (!started) {
      startOnce();
    }
  }

  /**
   * Returns the versions and settings of DJL and PyTorch; starts them if necessary.
   *
   * @return names and values, sorted
   */
  public static Map<String, String> environment() {
    start();
    Map<String, String> environment = new TreeMap<>();
    environment.put("djl.version", Engine.getDjlVersion());
    String engine = PtEngine.class.getPackage().getSpecificationVersion();
    environment.put("djl.pytorch_engine", engine == null ? "unknown" : engine);
    environment.put("pytorch.version", LibUtils.getVersion());
    environment.put("pytorch.library", LibUtils.getLibtorchPath());
    Path flavor = Path.of(LibUtils.getLibtorchPath()).getFileName();
    environment.put("pytorch.flavor", String.valueOf(flavor));
    environment.put("djl.cache", Utils.getEngineCacheDir().toString());
    environment.put("pytorch.threads", Integer.toString(threads()));
    environment.put("pytorch.interop_threads", Integer.toString(JniUtils.getNumInteropThreads()));
    return Collections.unmodifiableMap(environment);
  }

  /**
   * Returns how many threads an operation uses.
   *
   * @return the system property {@code ai.djl.pytorch.num_threads}, 1 unless the user set it
   */
  public static int threads() {
    return Math.max(1, Integer.getInteger(THREADS, 1));
  }

  /**
   * Sets up the calling thread: a number of threads per operation, and no recording of gradients.
   *
   * <p>Both are per-thread settings of PyTorch, and a new thread does not inherit those of the
   * engine. PyTorch must be running.
   *
   * @param threads how many threads an operation uses, at least 1
   * @return the previous settings; restore them in a finally block, on this thread
   */
  public static ThreadSettings enter(int threads) {
    ThreadSettings before = new ThreadSettings(JniUtils.getNumThreads(), JniUtils.isGradMode());
    new ThreadSettings(threads, false).replace(before);
    return before;
  }

  /**
   * The per-thread settings of PyTorch.
   *
   * @param threads how many threads an operation uses
   * @param gradients whether operations are recorded for gradients
   */
  public record ThreadSettings(int threads, boolean gradients) {
    /** Restores these settings on the calling thread. */
    public void restore() {
      replace(new ThreadSettings(JniUtils.getNumThreads(), JniUtils.isGradMode()));
    }

    private void replace(ThreadSettings current) {
      if (current.threads != threads) {
        JniUtils.setNumThreads(threads);
      }
      if (current.gradients != gradients) {
        JniUtils.setGradMode(gradients);
      }
    }
  }

  private static synchronized void startOnce() {
    if (started) {
      return;
    }
    NativeStart.preset("ai.djl.offline", "DJL_OFFLINE", "true");
    NativeStart.preset("OPT_OUT_TRACKING", "OPT_OUT_TRACKING", "true");
    NativeStart.preset(THREADS, THREADS, "1");
    NativeStart.preset(INTEROP_THREADS, INTEROP_THREADS, "1");
    NativeStart.preset(
        CACHE, CACHE, cache(System.getProperty("user.home"), System.getProperty("java.io.tmpdir")));
    try {
      NativeStart.run(DjlRuntime.class, () -> Engine.getEngine(ENGINE));
      started = true;
    } catch (EngineException | IllegalArgumentException | LinkageError e) {
      throw failure(e);
    }
  }

  /**
   * Falls back to the temporary directory, because the home directory may be missing or read-only,
   * for instance in a container.
   */
  static String cache(@Nullable String home, @Nullable String temporary) {
    Path ours = Path.of(String.valueOf(home));
    boolean usable = home != null && Files.isDirectory(ours) && Files.isWritable(ours);
    Path parent = usable ? ours : Path.of(temporary == null ? "" : temporary);
    return parent.resolve(".djl.ai").toAbsolutePath().toString();
  }

  private static LifecycleException failure(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof IllegalArgumentException
          || String.valueOf(cause.getMessage()).contains("Offline mode")) {
        return new NotFoundException(
            "Cannot start PyTorch: no native library for this platform on the class path"
                + " (add ai.djl.pytorch:pytorch-native-cpu:2.7.1 with its classifier)",
            e);
      }
    }
    return NativeStart.failure("PyTorch", "lifecycle-djl", e, "");
  }
}
