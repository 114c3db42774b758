package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.error.InvalidNameException.checkKey;
import static io.lifecycle4j.error.InvalidNameException.checkPath;
import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.counted;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.data.CsvLine;
import io.lifecycle4j.core.secret.FreeText;
import io.lifecycle4j.error.ConflictException;
import io.lifecycle4j.storage.Content;
import io.lifecycle4j.storage.NamedContent;
import io.lifecycle4j.storage.StoredFile;
import io.lifecycle4j.tracking.Checkpoint;
import io.lifecycle4j.tracking.Param;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.RunParts;
import io.lifecycle4j.tracking.spi.RunBatch;
import java.awt.image.RenderedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.jspecify.annotations.Nullable;

/** A batch that a caller assembles. Not thread-safe. */
final class CollectedParts implements RunParts {
  private final Function<NamedContent, StoredFile> store;
  private final Function<Taken, StoredFile> taken;
  private final InstantSource clock;
  private final RunBatch.Builder facts = RunBatch.builder();

  /** Of parameters and tags. */
  private final Set<String> names = new HashSet<>();

  private final Map<String, StoredFile> artifacts = new HashMap<>();
  private final Map<Taken, StoredFile> checkpoints = new HashMap<>();
  private final Set<RunInput> inputs = new LinkedHashSet<>();
  private final List<Logged> points = new ArrayList<>();

  /**
   * Begins without a part.
   *
   * @param taken finds a checkpoint of the run, and throws if there is none
   */
  CollectedParts(
      Function<NamedContent, StoredFile> store,
      Function<Taken, StoredFile> taken,
      InstantSource clock) {
    this.store = store;
    this.taken = taken;
    this.clock = clock;
  }

  /**
   * A point that was logged.
   *
   * @param step null for the step after the last one, assigned when the point is added
   */
  record Logged(
      String metric, @Nullable Long step, double value, Instant time, Optional<RunInput> data) {}

  @Override
  public CollectedParts param(String name, Object value) {
    Param given = Param.named(checkKey("parameter", name), value);
    boolean kept = isKept("parameter", name, given.text());
    facts.param(name, kept ? FreeText.of(name, given) : given);
    return this;
  }

  @Override
  public CollectedParts log(String metric, double value) {
    return point(metric, null, value, Optional.empty());
  }

  @Override
  public CollectedParts log(String metric, double value, long step) {
    return point(metric, step, value, Optional.empty());
  }

  @Override
  public CollectedParts log(String metric, double value, long step, RunInput data) {
    point(metric, step, value, Optional.of(required(data, "data of metric " + metric)));
    return input(data);
  }

  private CollectedParts point(
      String metric, @Nullable Long step, double value, Optional<RunInput> data) {
    points.add(new Logged(checkKey("metric", metric), step, value, clock.instant(), data));
    return this;
  }

  @Override
  public CollectedParts tag(String name, String value) {
    String given = required(value, "value of tag", checkKey("tag", name));
    facts.tag(name, isKept("tag", name, given) ? FreeText.of("tag", name, given) : given);
    return this;
  }

  /**
   * Returns whether to search a text for secrets, which is slow: not if the batch has too many
   * facts and will be rejected as a whole.
   */
  private boolean isKept(String what, String name, String text) {
    RunFacts.checkText(what, name, text);
    names.add(name);
    return names.size() <= RunFacts.MAX_FACTS;
  }

  @Override
  public CollectedParts removeTag(String name) {
    facts.removeTag(name);
    return this;
  }

  @Override
  public CollectedParts input(RunInput data) {
    inputs.add(required(data, "input"));
    return this;
  }

  @Override
  public CollectedParts artifact(String name, Content content) {
    StoredFile file = put(name, content);
    checkSame(artifacts.putIfAbsent(name, file), file);
    facts.artifact(file);
    return this;
  }

  @Override
  public CollectedParts table(String name, List<String> columns, Iterable<? extends List<?>> rows) {
    checkPath("artifact", name);
    return artifact(name, csv(name, columns, rows));
  }

  @Override
  public CollectedParts image(String name, RenderedImage image) {
    checkPath("artifact", name);
    return artifact(name, png(name, image));
  }

  private static Content csv(String name, List<String> columns, Iterable<? extends List<?>> rows) {
    List<String> header = copy(columns, "columns");
    check(!header.isEmpty(), "Invalid table %s: no columns (must have one at least)", name);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    CsvLine line = CsvLine.guarded(bytes);
    header.forEach(line::text);
    line.end();
    long number = 0;
    for (List<?> row : required(rows, "rows")) {
      number++;
      int cells = required(row, "row " + number).size();
      check(
          cells == header.size(),
          "Invalid table %s: row %s has %s (must be %s)",
          name,
          number,
          counted(cells, "cell"),
          header.size());
      row.forEach(cell -> line.text(cell == null ? null : cell.toString()));
      line.end();
    }
    line.flush();
    return Content.of(bytes.toByteArray());
  }

  private static Content png(String name, RenderedImage image) {
    required(image, "image");
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
      check(ImageIO.write(image, "png", out), "Invalid image %s: %s (must fit PNG)", name, image);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // writing to memory does not fail
    }
    return Content.of(bytes.toByteArray());
  }

  /** Throws if the name refers to other bytes already. */
  static void checkSame(@Nullable StoredFile before, StoredFile file) {
    if (before != null && !before.equals(file)) {
      throw new ConflictException(
          String.format(
              "Artifact already exists: %s is %s"
                  + " (artifacts are immutable: choose another name)",
              file.name(), before.blob()));
    }
  }

  /** Identifies a checkpoint of a run, by its name and the step after which it was taken. */
  record Taken(String name, long step) {
    static Taken of(Checkpoint checkpoint) {
      return new Taken(checkpoint.file().name(), checkpoint.step());
    }
  }

  /** Throws if the name refers to another state at this step already. */
  static void checkSame(@Nullable StoredFile before, Checkpoint taken) {
    if (before != null && !before.equals(taken.file())) {
      throw new ConflictException(
          String.format(
              "Checkpoint already exists: %s at step %s is %s"
                  + " (checkpoints are immutable: choose another name or step)",
              taken.file().name(), taken.step(), before.blob()));
    }
  }

  @Override
  public CollectedParts dropCheckpoint(String name, long step, Checkpoint.Dropped why) {
    checkPath("artifact", name);
    required(why, "reason of a dropped checkpoint");
    StoredFile own = checkpoints.get(new Taken(name, step));
    StoredFile file = own == null ? taken.apply(new Taken(name, step)) : own;
    facts.checkpoint(withoutSecrets(new Checkpoint(step, file, Optional.of(why))));
    return this;
  }

  /** Returns a checkpoint without secrets in the reason why it was dropped. */
  static Checkpoint withoutSecrets(Checkpoint taken) {
    return new Checkpoint(
        taken.step(),
        taken.file(),
        taken
            .dropped()
            .map(
                why ->
                    new Checkpoint.Dropped(
                        FreeText.of("reason of a dropped checkpoint", why.reason()),
                        why.metrics())));
  }

  @Override
  public CollectedParts checkpoint(String name, long step, Content content) {
    Checkpoint taken = new Checkpoint(step, put(name, content));
    checkSame(checkpoints.putIfAbsent(Taken.of(taken), taken.file()), taken);
    facts.checkpoint(step, taken.file());
    return this;
  }

  private StoredFile put(String name, Content content) {
    checkPath("artifact", name);
    return store.apply(new NamedContent(name, required(content, "content of " + name)));
  }

  /** Returns the data used by the batch, including that of points. */
  Set<RunInput> inputs() {
    return inputs;
  }

  /** Returns the batch without its points, and with the missing inputs. */
  RunBatch facts(Collection<RunInput> missing) {
    missing.forEach(facts::input);
    return facts.build();
  }

  List<Logged> points() {
    return points;
  }
}
