package io.lifecycle4j.core.tracking.environment;

import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.TreeSet;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;

/**
 * What may differ from one run to the next of a process: settings, properties, locale, threads.
 *
 * <p>Of the environment variables, which hold secrets more often than not, only those are recorded
 * that say how an engine computes, and those the user names.
 */
final class SettingFacts {
  /** Engines ask for these as variables, and DJL as properties too. */
  private static final Set<String> ENGINE =
      Set.of(
          "OMP_NUM_THREADS",
          "OMP_PROC_BIND",
          "OMP_SCHEDULE",
          "OMP_DYNAMIC",
          "KMP_AFFINITY",
          "KMP_BLOCKTIME",
          "KMP_DETERMINISTIC_REDUCTION",
          "GOMP_CPU_AFFINITY",
          "MKL_NUM_THREADS",
          "MKL_DYNAMIC",
          "MKL_CBWR",
          "MKL_ENABLE_INSTRUCTIONS",
          "ONEDNN_MAX_CPU_ISA",
          "DNNL_MAX_CPU_ISA",
          "ATEN_CPU_CAPABILITY",
          "OPENBLAS_NUM_THREADS",
          "OPENBLAS_CORETYPE",
          "VECLIB_MAXIMUM_THREADS",
          "CUDA_VISIBLE_DEVICES",
          "CUDA_LAUNCH_BLOCKING",
          "CUBLAS_WORKSPACE_CONFIG",
          "NVIDIA_TF32_OVERRIDE",
          "PYTORCH_VERSION",
          "PYTORCH_FLAVOR",
          "PYTORCH_PRECXX11",
          "PYTORCH_LIBRARY_PATH",
          "PYTORCH_CUDA_ALLOC_CONF",
          "DJL_DEFAULT_ENGINE",
          "DJL_OFFLINE",
          "DJL_CACHE_DIR",
          "ENGINE_CACHE_DIR",
          "LD_LIBRARY_PATH",
          "LD_PRELOAD",
          "MALLOC_ARENA_MAX",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "TZ",
          "LANG",
          "LC_ALL");

  private static final List<String> PROPERTIES =
      List.of("ai.djl.", "java.util.concurrent.ForkJoinPool.common.");

  private SettingFacts() {}

  static void gather(Sources sources, CaptureSettings settings, Facts facts) {
    Map<String, String> properties = sources.properties().get();
    settings
        .seeds()
        .forEach((name, seed) -> facts.made(CaptureSettings.SEED + name, Long.toString(seed)));
    settings
        .configuration()
        .forEach((name, value) -> facts.named(CaptureSettings.CONFIGURATION, name, value));
    variables(sources, settings, facts);
    properties(properties, facts);
    threads(facts);
    texts(properties, facts);
    @Nullable Path directory = Path.of(properties.getOrDefault("user.dir", "")).getFileName();
    facts.put("process.directory", String.valueOf(directory));
  }

  private static void variables(Sources sources, CaptureSettings settings, Facts facts) {
    Set<String> names = new TreeSet<>(ENGINE);
    names.addAll(settings.variables());
    for (String name : names) {
      @Nullable String value = sources.variables().get(name);
      if (value != null) {
        facts.named("environment.", name, value);
      }
    }
  }

  private static void properties(Map<String, String> properties, Facts facts) {
    properties.forEach(
        (name, value) -> {
          if (ENGINE.contains(name) || PROPERTIES.stream().anyMatch(name::startsWith)) {
            facts.named("property.", name, value);
          }
        });
  }

  private static void threads(Facts facts) {
    facts.made("cpu.count", Integer.toString(Runtime.getRuntime().availableProcessors()));
    facts.made("threads.common", Integer.toString(ForkJoinPool.getCommonPoolParallelism()));
  }

  private static void texts(Map<String, String> properties, Facts facts) {
    facts.made("locale.default", Locale.getDefault().toLanguageTag());
    facts.made("locale.format", Locale.getDefault(Locale.Category.FORMAT).toLanguageTag());
    facts.made("zone", TimeZone.getDefault().getID());
    facts.made("charset.default", Charset.defaultCharset().name());
    facts.put("charset.files", properties.get("sun.jnu.encoding"));
  }
}
