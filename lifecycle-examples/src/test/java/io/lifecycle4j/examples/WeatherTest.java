package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WeatherTest {
  @TempDir private Path directory;

  @Test
  void livesTheWholeLifeThatTheReadmeShows() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    PrintStream console = System.out;
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Weather.run(Path.of("data/weather.csv"), directory.resolve("home"));
    } finally {
      System.setOut(console);
    }
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("value=rain")
        .contains("DRIFT in [precipitation, prediction]") // a wrong unit: hardly any rain
        .contains("production of weather rolled back from 2 to 1 by bob: Predicts sun too often");
  }
}
