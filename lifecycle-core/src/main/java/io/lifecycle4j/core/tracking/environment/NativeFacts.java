package io.lifecycle4j.core.tracking.environment;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The native libraries used for computing, read from the memory mappings of the process.
 *
 * <p>Engines unpack their libraries from jars, or take them from the system or a directory named by
 * a variable, and load them on first use. Only the mappings show what was loaded, so they are read
 * when the run ends. The system's mathematical libraries count too, since engines call them.
 * Without {@code /proc} only the jars on the class path are known.
 */
final class NativeFacts {
  private static final Pattern ENGINES =
      Pattern.compile(
          "torch|c10|caffe2|djl|onnx|tensorflow|mxnet|xgboost|lightgbm|tokenizers|fasttext"
              + "|sentencepiece|paddle|gomp|iomp|libomp|mkl|dnnl|blas|lapack|gfortran|sleef"
              + "|cuda|libcu|cublas|cudnn|nccl|nvrtc|nvinfer|rocm|miopen|libamdhip");

  private static final Pattern SYSTEM = Pattern.compile("lib(?:m|mvec|c|stdc\\+\\+)[-.].*");

  private NativeFacts() {}

  static void gather(FactSources sources, FileHashes hashes, EnvironmentFacts facts) {
    Set<String> paths;
    try {
      paths = mapped(sources.text("proc/self/maps"));
    } catch (IOException | RuntimeException e) {
      facts.put("native", EnvironmentFacts.unavailable(EnvironmentFacts.reason(e)));
      return;
    }
    for (String path : paths) {
      String name = path.substring(path.lastIndexOf('/') + 1);
      Path file = sources.path(path.substring(1));
      facts.another("native." + name, EnvironmentFacts.orReason(() -> hashes.hash(file)));
    }
  }

  /** Returns the libraries in a list of mappings: range, rights, offset, device, inode, path. */
  static Set<String> mapped(String maps) {
    return maps.lines()
        .filter(line -> line.indexOf('/') >= 0)
        .map(line -> line.substring(line.indexOf('/')))
        .filter(path -> computes(path.substring(path.lastIndexOf('/') + 1)))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static boolean computes(String name) {
    return name.contains(".so") && (SYSTEM.matcher(name).matches() || ENGINES.matcher(name).find());
  }
}
