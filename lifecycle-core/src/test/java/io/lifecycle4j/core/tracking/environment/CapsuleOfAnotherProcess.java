package io.lifecycle4j.core.tracking.environment;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;

/** Prints the digest and the document of its own environment. */
final class CapsuleOfAnotherProcess {
  private CapsuleOfAnotherProcess() {}

  /**
   * Captures once.
   *
   * @param arguments recorded, but for their secrets
   */
  public static void main(String[] arguments) {
    var capsule =
        EnvironmentCapture.of(CaptureSettings.none().seeds(Map.of("seed", 1L)))
            .settled(Duration.ofMinutes(1));
    System.out.println(capsule.digest());
    System.out.println(new String(EnvironmentStore.write(capsule), StandardCharsets.UTF_8));
  }
}
