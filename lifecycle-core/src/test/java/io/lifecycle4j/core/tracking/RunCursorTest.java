package io.lifecycle4j.core.tracking;

import static io.lifecycle4j.condition.Conditions.metric;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.lifecycle4j.core.condition.PageCursor;
import io.lifecycle4j.core.condition.SortKeys;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.tracking.RunQuery;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** A cursor is believed only by the query whose page gave it. */
class RunCursorTest {
  private static RunQuery.Builder query() {
    return RunQuery.builder().experiment("fraud").where("metrics.a > 1").orderBy("params.p DESC");
  }

  private final String cursor =
      new PageCursor(new Object[] {"x"}, 7).write(RunSearch.text(query().build()));

  private static PageCursor read(String cursor, RunQuery query) {
    return PageCursor.read(cursor, RunSearch.text(query), new SortKeys(query.orderBy()));
  }

  @Test
  void isReadByTheSameQueryWhateverTheLengthOfThePage() {
    RunQuery again = query().limit(3).cursor(cursor).build();

    assertThat(read(cursor, again).place()).isEqualTo(7);
  }

  @Test
  void isRefusedByAnotherQuery() {
    List<Consumer<RunQuery.Builder>> others =
        List.of(
            query -> query.experiment("rides"),
            query -> query.orderBy("metrics.a"),
            query -> query.view(RunQuery.View.ALL));
    for (Consumer<RunQuery.Builder> other : others) {
      RunQuery.Builder query = query();
      other.accept(query);
      assertThatThrownBy(() -> read(cursor, query.build()))
          .isInstanceOf(InvalidValueException.class)
          .hasMessage(
              "Invalid cursor: '" + cursor + "' (must be what a page of the same query gave)");
    }
    RunQuery elsewhere =
        RunQuery.builder()
            .experiment("fraud")
            .where(metric("a").above(2))
            .orderBy("params.p DESC")
            .build();
    assertThatThrownBy(() -> read(cursor, elsewhere)).isInstanceOf(InvalidValueException.class);
  }

  @Test
  void isRefusedWhereverItIsDamaged() {
    RunQuery query = query().build();
    for (int i = 0; i < cursor.length(); i++) {
      char other = cursor.charAt(i) == 'A' ? 'B' : 'A';
      String damaged = cursor.substring(0, i) + other + cursor.substring(i + 1);
      if (!Arrays.equals(
          Base64.getUrlDecoder().decode(damaged), Base64.getUrlDecoder().decode(cursor))) {
        assertThatThrownBy(() -> read(damaged, query)).isInstanceOf(InvalidValueException.class);
      }
      String shortened = cursor.substring(0, i);
      assertThatThrownBy(() -> read(shortened, query)).isInstanceOf(InvalidValueException.class);
    }
    for (String other : List.of("", "12", "%%%", cursor + "A", "A".repeat(100_000))) {
      assertThatThrownBy(() -> read(other, query))
          .isInstanceOf(InvalidValueException.class)
          .hasMessageContaining("(must be what a page gave)")
          .hasMessageMatching("(?s).{1,200}");
    }
  }

  @Test
  void isRefusedThoughItsChecksumFits() {
    byte[] bytes = Base64.getUrlDecoder().decode(cursor);
    int end = bytes.length - Integer.BYTES;
    for (int i = 0; i < end; i++) {
      byte[] forged = bytes.clone();
      forged[i] ^= (byte) 0x80; // a length becomes negative, a kind unknown
      CRC32C checksum = new CRC32C();
      checksum.update(forged, 0, end);
      ByteBuffer.wrap(forged).putInt(end, (int) checksum.getValue());
      String text = Base64.getUrlEncoder().withoutPadding().encodeToString(forged);
      Throwable thrown = catchThrowable(() -> read(text, query().build()));
      assertThat(thrown)
          .as("byte %s", i)
          .satisfiesAnyOf(
              none -> assertThat(none).isNull(), // another place or text, as good as any
              refused -> assertThat(refused).isInstanceOf(InvalidValueException.class));
    }
  }

  @Test
  void isOfBoundedLengthHoweverLongTheTexts() {
    RunQuery.Builder query = RunQuery.builder();
    Object[] keys = new Object[RunQuery.MAX_ORDERS];
    for (int i = 0; i < keys.length; i++) {
      query.orderBy("params.p" + i);
      keys[i] = "\uD83D".repeat(RunQuery.ORDERED_TEXT); // half a character
    }
    String longest = new PageCursor(keys, Long.MAX_VALUE).write(RunSearch.text(query.build()));

    assertThat(longest).hasSizeLessThanOrEqualTo(PageCursor.MAX_LENGTH);
    assertThat(read(longest, query.build()).keys()).containsExactly(keys);
    assertThatThrownBy(() -> query.orderBy("params.one_more"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid query: 9 orders (must be at most 8)");
  }

  @Test
  void asksForNoSliceSinceARunHasNoRows() {
    String refusal =
        "Invalid query: refers to recall where country is DE (a run has no rows; only gates know"
            + " slices)";

    assertThatThrownBy(() -> RunQuery.builder().where("NOT metrics.recall{country = 'DE'} > 0.8"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(refusal);
    assertThatThrownBy(() -> RunQuery.builder().orderBy("metrics.recall{country = 'DE'}"))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(refusal);
  }
}
