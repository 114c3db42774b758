package io.lifecycle4j.djl.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.pytorch.jni.JniUtils;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DjlRuntimeTest {
  @Test
  void switchesOffDownloadsTelemetryAndSpareThreads() {
    DjlRuntime.start();

    assertThat(System.getProperty("ai.djl.offline")).isEqualTo("true");
    assertThat(System.getProperty("OPT_OUT_TRACKING")).isEqualTo("true");
    assertThat(System.getProperty("ai.djl.pytorch.num_interop_threads")).isEqualTo("1");
    assertThat(DjlRuntime.threads()).isEqualTo(1);
    assertThat(JniUtils.getNumInteropThreads()).isEqualTo(1);
  }

  @Test
  void unpacksTheNativeLibraryWhereItCan(@TempDir Path home) {
    String missing = home.resolve("missing").toString();
    assertThat(DjlRuntime.cache(home.toString(), "/tmp"))
        .isEqualTo(home.resolve(".djl.ai").toString());
    assertThat(DjlRuntime.cache(missing, home.toString()))
        .isEqualTo(home.resolve(".djl.ai").toString());
    assertThat(DjlRuntime.cache(null, home.toString()))
        .isEqualTo(home.resolve(".djl.ai").toString());
    assertThat(DjlRuntime.environment()).containsKey("djl.cache");
  }

  @Test
  void setsUpAThreadThatNeverSawPyTorch() throws InterruptedException {
    DjlRuntime.start();
    AtomicReference<DjlRuntime.ThreadSettings> inside = new AtomicReference<>();
    AtomicReference<DjlRuntime.ThreadSettings> before = new AtomicReference<>();
    AtomicReference<DjlRuntime.ThreadSettings> after = new AtomicReference<>();
    Thread thread =
        new Thread(
            () -> {
              DjlRuntime.ThreadSettings own = DjlRuntime.enter(2);
              before.set(own);
              inside.set(current());
              own.restore();
              after.set(current());
            });
    thread.start();
    thread.join();

    assertThat(inside.get()).isEqualTo(new DjlRuntime.ThreadSettings(2, false));
    assertThat(after.get()).isEqualTo(before.get());
  }

  @Test
  void tellsThatAnotherClassLoaderHasTheLibrary() throws Exception {
    DjlRuntime.start();

    try (URLClassLoader other = loader(path -> true)) {
      assertThatThrownBy(() -> startIn(other))
          .isInstanceOf(RuntimeException.class)
          .hasMessage(
              "Cannot start PyTorch: another class loader of this process has loaded it"
                  + " (put DJL and lifecycle-djl into one loader that both sides share)")
          .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo("ConflictException"));
    }
  }

  @Test
  void tellsThatTheNativeLibraryIsMissing() throws Exception {
    try (URLClassLoader bare = loader(path -> !path.contains("pytorch-native"))) {
      assertThatThrownBy(() -> startIn(bare))
          .hasMessage(
              "Cannot start PyTorch: no native library for this platform on the class path"
                  + " (add ai.djl.pytorch:pytorch-native-cpu:2.7.1 with its classifier)")
          .satisfies(e -> assertThat(e.getClass().getSimpleName()).isEqualTo("NotFoundException"));
    }
  }

  private static DjlRuntime.ThreadSettings current() {
    return new DjlRuntime.ThreadSettings(JniUtils.getNumThreads(), JniUtils.isGradMode());
  }

  private static void startIn(ClassLoader loader) throws Exception {
    try {
      loader.loadClass(DjlRuntime.class.getName()).getMethod("start").invoke(null);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Loads everything anew, without the application's class loader. */
  private static URLClassLoader loader(Predicate<String> wanted) {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(wanted)
            .map(DjlRuntimeTest::url)
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URL url(String path) {
    try {
      return Path.of(path).toUri().toURL();
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(path, e);
    }
  }
}
