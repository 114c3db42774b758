package io.lifecycle4j.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.OnlyLarger;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnlyLarger
class TeamTest {
  @TempDir private Path directory;

  @Test
  void leavesAHistoryThatSaysWhoDidWhat() {
    ByteArrayOutputStream printed = new ByteArrayOutputStream();

    Team.tell(
        Path.of("data/weather.csv"),
        directory.resolve("home"),
        new PrintStream(printed, true, StandardCharsets.UTF_8));

    String said = printed.toString(StandardCharsets.UTF_8);
    assertThat(said)
        .contains("MissingApprovalsException: Cannot promote weather:1: it has 0 of 1 approvals")
        .contains("production names version 2 (expected version 1); alice moved it from 1 to 2")
        .contains("dora locked promotions")
        .containsSubsequence(
            "staging names weather:1",
            "weather:1 serves",
            "weather:2 serves",
            "weather:3 serves",
            "weather:2 serves");
    assertThat(said.substring(said.indexOf("What the audit trail says")))
        .contains("staging of weather moved to 1")
        .contains("weather:1 approved for production by bob: The trial went well")
        .contains("The others do not know the new station")
        .contains("production of weather rolled back from 3 to 2 by bob: It sees no rain");
  }
}
