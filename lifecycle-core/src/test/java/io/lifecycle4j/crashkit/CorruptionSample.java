package io.lifecycle4j.crashkit;

import io.lifecycle4j.storage.spi.Medium;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Damages some files of a home that was closed, until something goes wrong: for seeded bugs. */
public final class CorruptionSample {
  private final CorruptionHome home;
  private final Function<Path, Medium> opener;
  private final Path copy;
  private final List<String> violations = new ArrayList<>();
  private int cases;

  private CorruptionSample(CorruptionHome home, Function<Path, Medium> opener, Path copy) {
    this.home = home;
    this.opener = opener;
    this.copy = copy;
  }

  /**
   * Damages files.
   *
   * @param directory where a home and its copy go
   * @param opener opens a home in a directory
   * @param part a part of the description of each damage, such as {@code FLIP packs/}
   * @param step which of all cases are tried: one in so many
   * @return what was wrong first, or nothing
   * @throws IOException if the home cannot be written
   */
  public static List<String> violations(
      Path directory, Function<Path, Medium> opener, String part, int step) throws IOException {
    CorruptionHome home =
        CorruptionHome.write(directory.resolve("home"), opener, CorruptionHome.End.CLOSED);
    CorruptionSample sample = new CorruptionSample(home, opener, directory.resolve("copy"));
    home.copyTo(sample.copy);
    CorruptionCases.of(
        home,
        damage -> {
          boolean empty = home.file(damage.file()).length == 0; // a lock: its trial appends
          boolean writes =
              damage.changesType() && (empty || damage.kind() != CorruptionCase.Kind.DELETED);
          if (!writes && damage.toString().contains(part) && sample.cases++ % step == 0) {
            sample.examine(damage);
          }
        });
    return sample.violations;
  }

  private void examine(CorruptionCase damage) {
    if (!violations.isEmpty()) {
      return;
    }
    try {
      damage.apply(copy);
      CorruptionTrial trial = new CorruptionTrial(home, damage, copy);
      for (String violation : trial.run(opener, CorruptionTrial::closed).violations()) {
        violations.add(damage + ": " + violation);
      }
      Files.write(copy.resolve(damage.file()), home.files().get(damage.file()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
