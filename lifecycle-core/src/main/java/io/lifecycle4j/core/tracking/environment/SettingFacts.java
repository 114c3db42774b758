package io.lifecycle4j.core.tracking.environment;

import io.lifecycle4j.core.engine.NativeStart;
import io.lifecycle4j.tracking.EnvironmentAllowList;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * What may differ between the runs of a process: settings, properties, locale, threads.
 *
 * <p>Environment variables and system properties may hold secrets. Recorded are only those that
 * affect how an engine computes and those that the user allows; of the others not even the name.
 */
final class SettingFacts {
  /** Engines read these as variables, DJL also as properties. */
  private static final Set<String> ENGINE =
      names(
          """
          OMP_NUM_THREADS OMP_PROC_BIND OMP_SCHEDULE OMP_DYNAMIC KMP_AFFINITY KMP_BLOCKTIME
          KMP_DETERMINISTIC_REDUCTION GOMP_CPU_AFFINITY MKL_NUM_THREADS MKL_DYNAMIC MKL_CBWR
          MKL_ENABLE_INSTRUCTIONS MKL_THREADING_LAYER ONEDNN_MAX_CPU_ISA DNNL_MAX_CPU_ISA
          ATEN_CPU_CAPABILITY OPENBLAS_NUM_THREADS OPENBLAS_CORETYPE VECLIB_MAXIMUM_THREADS
          CUDA_VISIBLE_DEVICES CUDA_DEVICE_ORDER CUDA_LAUNCH_BLOCKING CUBLAS_WORKSPACE_CONFIG
          NVIDIA_TF32_OVERRIDE PYTORCH_VERSION PYTORCH_FLAVOR PYTORCH_PRECXX11
          PYTORCH_LIBRARY_PATH PYTORCH_CUDA_ALLOC_CONF DJL_DEFAULT_ENGINE DJL_OFFLINE
          DJL_CACHE_DIR ENGINE_CACHE_DIR LD_LIBRARY_PATH LD_PRELOAD MALLOC_ARENA_MAX TZ LANG
          LC_ALL
          """);

  private static final Set<String> PROPERTIES =
      names(
          """
          ai.djl.default_engine ai.djl.offline ai.djl.pytorch.num_threads
          ai.djl.pytorch.num_interop_threads ai.djl.pytorch.graph_optimizer
          ai.djl.pytorch.use_mkldnn ai.djl.pytorch.cudnn_benchmark
          ai.djl.pytorch.enable_cuda_stream ai.djl.pytorch.native_helper
          java.util.concurrent.ForkJoinPool.common.parallelism
          """);

  private SettingFacts() {}

  private static Set<String> names(String text) {
    return Set.of(text.strip().split("\\s+", -1));
  }

  static void gather(FactSources sources, CaptureSettings settings, EnvironmentFacts facts) {
    Map<String, String> properties = sources.properties().get();
    settings
        .seeds()
        .forEach((name, seed) -> facts.made(CaptureSettings.SEED + name, Long.toString(seed)));
    settings
        .configuration()
        .forEach((name, value) -> facts.named(CaptureSettings.CONFIGURATION, name, value));
    EnvironmentAllowList allowed = settings.allowed();
    record(sources.variables(), "environment.", List.of(ENGINE, allowed.variables()), facts);
    record(properties, "property.", List.of(ENGINE, PROPERTIES, allowed.properties()), facts);
    defaults(properties, facts);
    @Nullable Path directory = Path.of(properties.getOrDefault("user.dir", "")).getFileName();
    facts.put("process.directory", String.valueOf(directory));
  }

  private static void record(
      Map<String, String> values, String group, List<Set<String>> allowed, EnvironmentFacts facts) {
    for (Set<String> names : allowed) {
      for (String name : names) {
        @Nullable String value = values.get(name);
        if (value != null && !value.equals(values.get(NativeStart.PRESET + name))) {
          facts.named(group, name, value);
        }
      }
    }
  }

  private static void defaults(Map<String, String> properties, EnvironmentFacts facts) {
    facts.made("cpu.count", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.made("threads.common", Integer.toString(ForkJoinPool.getCommonPoolParallelism()));
    facts.made("locale.default", Locale.getDefault().toLanguageTag());
    facts.made("locale.format", Locale.getDefault(Locale.Category.FORMAT).toLanguageTag());
    facts.made("zone", TimeZone.getDefault().getID());
    facts.made("charset.default", Charset.defaultCharset().name());
    facts.put("charset.files", properties.get("sun.jnu.encoding"));
  }
}
