package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.error.Preconditions.check;
import static io.lifecycle4j.error.Preconditions.copy;
import static io.lifecycle4j.error.Preconditions.required;

import io.lifecycle4j.core.monitoring.calibration.QuietColumn;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.monitoring.Divergence;
import io.lifecycle4j.monitoring.spi.DriftDetector;
import io.lifecycle4j.monitoring.spi.DriftRecorder;
import io.lifecycle4j.monitoring.spi.DriftSummary;
import io.lifecycle4j.profile.ColumnProfile;
import io.lifecycle4j.profile.ColumnProfileBuilder;
import io.lifecycle4j.profile.Profile;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A detector of scores, whose p-values are found by drawing what windows without drift would score.
 *
 * <p>The rows of the reference and of the window are counted in cells as well. To judge a score,
 * the rows of both are divided between both at random ({@link QuietColumn}), and the detector
 * records and scores what was drawn, column by column. The p-value is the share of the scores that
 * are at least as great (Besag and Clifford 1991): it is valid for any score of one column, however
 * noisy, and whatever the size of the reference. Stateless and thread-safe.
 */
public final class CalibratedDetector implements DriftDetector {
  private static final byte FORM = 1;

  /** So many scores at least as great make it clear that a score is not rare. */
  private static final int CLEAR = 20;

  /** Enough for the smallest p-value to count at one in 1,000, whatever the number of columns. */
  private static final int DRAWS_PER_COLUMN = 1_001;

  private static final int LEAST_DRAWS = 10_000;

  private final DriftDetector scores;
  private final HistogramDriftDetector cells = new HistogramDriftDetector();

  private CalibratedDetector(DriftDetector scores) {
    this.scores = scores;
  }

  /** Returns a detector whose p-values are right: itself if it does not ask for calibration. */
  public static DriftDetector of(DriftDetector detector) {
    return detector.needsCalibration() ? new CalibratedDetector(detector) : detector;
  }

  /** Records rows for the scores and in cells. */
  private static final class BothRecorders implements DriftRecorder {
    private final DriftRecorder scored;
    private final DriftRecorder counted;

    BothRecorders(DriftRecorder scored, DriftRecorder counted) {
      this.scored = scored;
      this.counted = counted;
    }

    @Override
    public void record(int column, double value) {
      scored.record(column, value);
      counted.record(column, value);
    }

    @Override
    public void record(int column, String value) {
      scored.record(column, value);
      counted.record(column, value);
    }

    @Override
    public void record(double[] numbers, @Nullable String[] texts) {
      scored.record(numbers, texts);
      counted.record(numbers, texts);
    }

    @Override
    public DriftSummary snapshot() {
      return write(scored.snapshot(), counted.snapshot());
    }

    @Override
    public DriftRecorder another() {
      return new BothRecorders(scored.another(), counted.another());
    }
  }

  /** A summary of both kinds. */
  private record Parts(DriftSummary scored, DriftSummary counted) {}

  private static DriftSummary write(DriftSummary scored, DriftSummary counted) {
    byte[] own = scored.bytes();
    byte[] shared = counted.bytes();
    ByteBuffer bytes =
        ByteBuffer.allocate(1 + Long.BYTES + Integer.BYTES + own.length + shared.length);
    bytes.put(FORM).putLong(counted.rows()).putInt(own.length).put(own).put(shared);
    return DriftSummary.of(scored.rows(), bytes.array());
  }

  private static Parts read(DriftSummary summary) {
    ByteBuffer bytes = ByteBuffer.wrap(summary.bytes());
    try {
      byte form = bytes.get();
      check(form == FORM, "Invalid drift summary: form %s (must be %s)", form, FORM);
      long rows = bytes.getLong();
      int length = bytes.getInt();
      check(
          length >= 0 && length <= bytes.remaining(),
          "Invalid drift summary: %s bytes of %s (it ends too early)",
          bytes.remaining(),
          length);
      byte[] own = new byte[length];
      bytes.get(own);
      byte[] shared = new byte[bytes.remaining()];
      bytes.get(shared);
      return new Parts(DriftSummary.of(summary.rows(), own), DriftSummary.of(rows, shared));
    } catch (BufferUnderflowException e) {
      throw new InvalidValueException("Invalid drift summary: it ends too early", e);
    }
  }

  @Override
  public DriftRecorder recorder(Profile reference) {
    return new BothRecorders(
        scores.recorder(seen(required(reference, "reference"))), cells.recorder(reference));
  }

  @Override
  public DriftSummary merge(Profile reference, List<DriftSummary> summaries) {
    List<Parts> parts =
        copy(summaries, "summaries").stream().map(CalibratedDetector::read).toList();
    return write(
        scores.merge(seen(reference), parts.stream().map(Parts::scored).toList()),
        cells.merge(reference, parts.stream().map(Parts::counted).toList()));
  }

  @Override
  public List<Divergence> compare(Profile reference, DriftSummary window) {
    Parts parts = read(required(window, "window"));
    Profile counted = new SummaryCodec(required(reference, "reference")).read(parts.counted());
    Profile seen = seen(reference);
    SplittableRandom random = new SplittableRandom(Arrays.hashCode(window.bytes()));
    int draws = Math.max(LEAST_DRAWS, DRAWS_PER_COLUMN * seen.columns().size());
    List<Divergence> found = new ArrayList<>();
    for (Divergence score : scores.compare(seen, parts.scored())) {
      ColumnProfile before = column(seen, score);
      double p =
          QuietColumn.of(before, column(counted, score))
              .map(quiet -> pValue(score.effect(), quiet, before, draws, random.split()))
              .orElse(1.0);
      found.add(score.withPValue(p));
    }
    return List.copyOf(found);
  }

  private static ColumnProfile column(Profile profile, Divergence score) {
    return profile
        .find(score.column())
        .orElseThrow(
            () -> new InvalidValueException("Unknown column of a score: " + score.column()));
  }

  /** What is drawn anew of a reference, so that scores of it and of drawn ones are alike. */
  private static Profile seen(Profile reference) {
    return new Profile(
        reference.rows(), reference.columns().stream().map(CalibratedDetector::seen).toList());
  }

  private static ColumnProfile seen(ColumnProfile column) {
    ColumnProfileBuilder seen =
        ColumnProfile.builder(column.name(), column.count(), column.missing())
            .moments(column.moments().orElse(null))
            .histogram(column.histogram().orElse(null))
            .quantiles(column.quantiles().orElse(null))
            .categories(column.categories());
    return (column.designEffect() > 1 ? seen.designEffect(column.designEffect()) : seen).build();
  }

  private double pValue(
      double score, QuietColumn quiet, ColumnProfile column, int draws, SplittableRandom random) {
    int asGreat = 0;
    for (int drawn = 1; drawn <= draws; drawn++) {
      asGreat += score(quiet, column.name(), random) >= score ? 1 : 0;
      if (asGreat == CLEAR) {
        return (double) CLEAR / drawn;
      }
    }
    return (asGreat + 1.0) / (draws + 1.0);
  }

  /** Returns the score of rows that were divided at random. */
  private double score(QuietColumn quiet, String name, SplittableRandom random) {
    QuietColumn.Drawn drawn = quiet.draw(random);
    Profile reference = new Profile(drawn.reference().count(), List.of(drawn.reference()));
    DriftRecorder recorder = scores.recorder(reference);
    quiet.draw(drawn.window(), random, recorder);
    return scores.compare(reference, recorder.snapshot()).stream()
        .filter(one -> one.column().equals(name))
        .mapToDouble(Divergence::effect)
        .findFirst()
        .orElse(Double.POSITIVE_INFINITY); // without a score, it is not shown that this one is rare
  }
}
