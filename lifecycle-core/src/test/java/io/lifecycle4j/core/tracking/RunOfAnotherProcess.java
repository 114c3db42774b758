package io.lifecycle4j.core.tracking;

import io.lifecycle4j.Lifecycle;
import io.lifecycle4j.core.tracking.environment.CaptureSettings;
import io.lifecycle4j.core.tracking.environment.EnvironmentCapture;
import io.lifecycle4j.tracking.RunRecord;
import java.nio.file.Path;
import java.util.Map;

/** Records a run in a home and prints its id; the rest of its arguments are nobody's business. */
final class RunOfAnotherProcess {
  private RunOfAnotherProcess() {}

  /**
   * Runs once.
   *
   * @param arguments the directory of the home, and anything else
   */
  public static void main(String[] arguments) {
    try (Lifecycle life =
        Lifecycle.builder()
            .directory(Path.of(arguments[0]))
            .recordVariables("MY_TOKEN", "MY_URL")
            .recordProperties("my.token")
            .open()) {
      life.experiments().run("first", run -> run.log("loss", 1)); // hashes may come after its end
      EnvironmentCapture.of(CaptureSettings.none()).background().join();
      RunRecord run =
          life.experiments()
              .newRun("second")
              .configuration(Map.of("db.password", "hunter30", "db.url", "x://u:hunter31@h/d"))
              .seed("split", 7)
              .run(going -> going.log("loss", 1));
      System.out.println(run.id());
    }
  }
}
