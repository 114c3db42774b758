package io.lifecycle4j.core.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import io.lifecycle4j.contract.Volume;
import io.lifecycle4j.data.VersionRef;
import io.lifecycle4j.error.CorruptDataException;
import io.lifecycle4j.storage.BlobId;
import io.lifecycle4j.tracking.MetricPoint;
import io.lifecycle4j.tracking.RunInput;
import io.lifecycle4j.tracking.spi.RunBatch.Point;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What is read of a payload of points is what was written, or it is refused. */
@Tag(Volume.TAG)
class PointFrameProperties {
  @Provide
  Arbitrary<List<Point>> points() {
    Arbitrary<String> metrics =
        Arbitraries.oneOf(Arbitraries.of("loss", "acc"), Arbitraries.strings().ofMinLength(1));
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.of(0.0, -0.0, Double.NaN, Double.NEGATIVE_INFINITY, Double.MIN_VALUE),
            Arbitraries.longs().map(Double::longBitsToDouble));
    Arbitrary<Instant> times =
        Arbitraries.oneOf(
            Arbitraries.of(Instant.MIN, Instant.MAX, Instant.EPOCH),
            Combinators.combine(
                    Arbitraries.longs()
                        .between(Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
                    Arbitraries.integers().between(0, 999_999_999))
                .as(Instant::ofEpochSecond));
    Arbitrary<Optional<RunInput>> data =
        Arbitraries.integers()
            .between(1, Integer.MAX_VALUE)
            .map(
                number ->
                    new RunInput(
                        new VersionRef("rides", number, new BlobId("0a".repeat(32))), "train"))
            .optional(0.3);
    return Combinators.combine(metrics, Arbitraries.longs(), values, times, data)
        .as(
            (metric, step, value, time, on) ->
                new Point(metric, new MetricPoint(step, value, time, on)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(50);
  }

  private static List<Point> read(byte[] payload) {
    List<Point> points = new ArrayList<>();
    PointFrame.read(
        payload, "a payload", series -> point -> points.add(new Point(series.metric(), point)));
    return points;
  }

  /** Doubles are equal if their bits are: two NaN of different bits are not the same. */
  private static List<Long> bits(List<Point> points) {
    return points.stream().map(p -> Double.doubleToRawLongBits(p.point().value())).toList();
  }

  @Property(tries = 500)
  void readsWhatWasWritten(@ForAll("points") List<Point> points) {
    List<Point> encodable = points.stream().filter(p -> isText(p.metric())).toList();
    List<Point> read = read(PointFrame.write(encodable));
    assertThat(read).isEqualTo(encodable);
    assertThat(bits(read)).isEqualTo(bits(encodable));
  }

  /** Half of a surrogate pair has no UTF-8; names with one are refused before. */
  private static boolean isText(String text) {
    return text.chars().noneMatch(c -> Character.isSurrogate((char) c));
  }

  @Property(tries = 300)
  void refusesAPayloadThatIsCut(
      @ForAll("points") List<Point> points, @ForAll @IntRange(max = 10_000) int at) {
    byte[] whole = PointFrame.write(points);
    byte[] cut = Arrays.copyOf(whole, at % whole.length);
    assertThat(refused(cut)).isTrue();
  }

  @Property(tries = 1_000)
  void refusesAChangedPayloadOrReadsAsManyPoints(
      @ForAll("points") List<Point> points, @ForAll @IntRange(max = 1_000_000) int bit) {
    byte[] changed = PointFrame.write(points);
    int flipped = 8 + bit % (8 * (changed.length - 1)); // the mark is looked at before
    changed[flipped / 8] ^= (byte) (1 << flipped % 8);
    if (!refused(changed)) {
      assertThat(read(changed)).hasSameSizeAs(points);
    }
  }

  @Property(tries = 1_000)
  void refusesOrReadsWhateverBytesThereAre(@ForAll @Size(max = 200) byte[] any) {
    byte[] payload = new byte[any.length + 1];
    payload[0] = PointFrame.MARK;
    System.arraycopy(any, 0, payload, 1, any.length);
    if (!refused(payload)) {
      assertThat(read(payload).size()).isLessThanOrEqualTo(any.length / 12);
    }
  }

  private static boolean refused(byte[] payload) {
    try {
      read(payload);
      return false;
    } catch (CorruptDataException e) {
      assertThat(e).hasMessage("Cannot read a payload: points cut or changed");
      return true;
    }
  }
}
