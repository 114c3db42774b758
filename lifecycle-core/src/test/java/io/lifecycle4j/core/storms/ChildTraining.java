package io.lifecycle4j.core.storms;

import java.lang.reflect.Method;
import java.net.URI;
import java.nio.file.Path;

/** Loads all that the workers of the storms load, and a life with data, models and answers. */
final class ChildTraining {
  private static final int RUNS = 3;

  private ChildTraining() {}

  /**
   * Writes a little, as each worker does.
   *
   * @param arguments those of {@link KillWorker}
   */
  public static void main(String[] arguments) throws Exception {
    KillWorker.main(arguments);
    RunKillWorker.main(
        new String[] {
          URI.create(arguments[0] + "-runs").toString(),
          Path.of(arguments[2] + "-runs").toString(),
          arguments[3],
          Integer.toString(RUNS)
        });
    live(arguments[0] + "-life");
  }

  private static void live(String location) throws Exception {
    Method main;
    try {
      main = Class.forName("io.lifecycle4j.core.SmallLife").getMethod("main", String[].class);
    } catch (ClassNotFoundException e) {
      return; // the storms are in a jar that other backends use; the other tests are not
    }
    main.setAccessible(true);
    main.invoke(null, (Object) new String[] {location});
  }
}
