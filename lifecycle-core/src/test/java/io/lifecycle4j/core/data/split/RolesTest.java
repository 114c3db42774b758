package io.lifecycle4j.core.data.split;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.data.Rows;
import io.lifecycle4j.data.SplitPlan;
import io.lifecycle4j.data.SplitRole;
import io.lifecycle4j.data.Splits;
import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.schema.Column;
import io.lifecycle4j.schema.Columns;
import io.lifecycle4j.schema.Row;
import io.lifecycle4j.schema.Schema;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * Freezes which row is held out: a change here breaks every split there is. The expected values
 * were computed by another program from the description of {@link RowHash} and {@link Roles}.
 */
class RolesTest {
  private record Shot(String part, double time, float first, float second) {}

  private static final Columns<Shot> SHOTS =
      Columns.from(Shot.class)
          .string("part", Shot::part)
          .float64("time", Shot::time)
          .tensor(
              Column.tensor("image", 2),
              (shot, target, offset) -> {
                target[offset] = shot.first;
                target[offset + 1] = shot.second;
              })
          .build();

  private static final Shot SHOT = new Shot("über", 12.5, 3, -7.25f);

  private static long hash(Shot shot, int left) {
    return new RowHash(SHOTS.schema(), left).of(SHOTS.row(shot));
  }

  @Test
  void hashesTheBytesThatItSays() throws IOException, NoSuchAlgorithmException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    byte[] text = SHOT.part.getBytes(UTF_8);
    out.writeInt(text.length);
    out.write(text);
    out.writeDouble(SHOT.time);
    out.writeFloat(SHOT.first);
    out.writeFloat(SHOT.second);
    byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray());
    assertThat(hash(SHOT, -1)).isEqualTo(ByteBuffer.wrap(digest).getLong());
  }

  @Test
  void hashesAsItAlwaysDid() {
    assertThat(hash(SHOT, -1)).isEqualTo(0x6a57eaf76b9450ddL);
    assertThat(hash(SHOT, 0)).isEqualTo(0x7084fc058baca229L);
    assertThat(hash(new Shot("", Double.NaN, 0, Float.NaN), -1)).isEqualTo(0xaa9bf19e4a8cb852L);
  }

  @Test
  void givesEqualNumbersEqualHashes() {
    double otherNaN = Double.longBitsToDouble(0x7ff8000000000001L);
    float otherFloatNaN = Float.intBitsToFloat(0x7fc00001);
    assertThat(hash(new Shot("a", -0.0, -0.0f, otherFloatNaN), -1))
        .isEqualTo(hash(new Shot("a", 0.0, 0.0f, Float.NaN), -1));
    assertThat(hash(new Shot("a", otherNaN, 0, 0), -1))
        .isEqualTo(hash(new Shot("a", Double.NaN, 0, 0), -1));
  }

  @Test
  void mixesAsItAlwaysDid() {
    assertThat(Roles.share(0, 0, 1)).isEqualTo(0.28176129772258496);
    assertThat(Roles.share(0x0123456789abcdefL, 42, 1)).isEqualTo(0.3891140152452518);
    assertThat(Roles.share(0x0123456789abcdefL, 42, 2)).isEqualTo(0.8495298540169971);
    assertThat(Roles.share(-1, Long.MIN_VALUE, 3)).isEqualTo(0.37623707374815807);
  }

  @Test
  void dividesAsItAlwaysDid() {
    assertThat(roles(Splits.byHash(7).train(0.6).validation(0.2).holdout(0.2), "train"))
        .isEqualTo("HTTTTTTHVTVTVVTTVTTTTTTHVTTVTTTTTTTTHTHT");
    assertThat(
            roles(Splits.byColumn("part").share(0.5).validation(0.3).seed(7).holdout("x"), "train"))
        .isEqualTo("-----V-T--TTTT-TVT----VT---T-V--V-T-T-V-");
  }

  @Test
  void dividesByKeyTimeAndClassAsItAlwaysDid() {
    assertThat(
            roles(
                Splits.byKey("time", "part").seed(7).train(0.6).validation(0.2).holdout(0.2), "a"))
        .isEqualTo("TTTVTTHTHHTTTTTVHTVTTTVHVTTTTTTTTTTVTTHV");
    assertThat(roles(Splits.byTime("time").validationFrom("20").holdoutFrom("3.05e1"), "a"))
        .isEqualTo("T".repeat(20) + "V".repeat(11) + "H".repeat(9));
    assertThat(
            roles(
                new SplitPlan.Stratified(
                    "part", 7, 0.6, 0.2, 0.2, List.of(new SplitPlan.ClassCut("train", 0.3, 0.4))),
                "train"))
        .isEqualTo("HVVVHVHHHHHHHHVTHTTTTTTHHVHHHTTHTTTTHTHV");
    assertThat(
            roles(Splits.byHash(7).train(0.6).validation(0.2).holdout(0.2).golden(0.25), "train"))
        .isEqualTo("HTGGTGTHVTVGVVTTVTGTTTTHVTTVTGTTTTGTHTHT");
  }

  @Test
  void takesTheRoleThatAColumnNames() {
    SplitPlan plan = Splits.byRole("part");
    assertThat(roles(plan, "TRAIN")).isEqualTo("T".repeat(40));
    assertThat(roles(plan, "VALIDATION")).isEqualTo("V".repeat(40));
    assertThat(roles(plan, "HOLDOUT")).isEqualTo("H".repeat(40));
    assertThat(roles(plan, "GOLDEN")).isEqualTo("G".repeat(40));
    assertThat(roles(plan, "train")).isEqualTo("-".repeat(40));
    assertThat(roles(plan.golden(0.25), "TRAIN")).matches("[GT]{40}").contains("G", "T");
    assertThatThrownBy(() -> Roles.of(Splits.byRole("time"), SHOTS.schema()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid split: column time is FLOAT64 (must be STRING)");
  }

  /** Returns shots of one part, with this many different times. */
  private static Rows shots(int count, int different) {
    List<Shot> shots =
        IntStream.range(0, count).mapToObj(i -> new Shot("a", i % different, i, 2 * i)).toList();
    return new Rows() {
      @Override
      public Schema schema() {
        return SHOTS.schema();
      }

      @Override
      public void forEach(Consumer<? super Row> action) {
        shots.forEach(shot -> action.accept(SHOTS.row(shot)));
      }
    };
  }

  @Test
  void refusesClassesThatAreAMeasure() {
    SplitPlan plan = Splits.stratified("time").seed(1).train(0.8).holdout(0.2);
    assertThatThrownBy(() -> Cuts.decide(plan, shots(104, 21)))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage(
            "Invalid split: column time has 21 different numbers in 104 rows (must be a category for"
                + " stratified; for a measure use byHash)");
    for (Rows accepted : List.of(shots(105, 21), shots(20, 20))) {
      SplitPlan.Stratified cut = (SplitPlan.Stratified) Cuts.decide(plan, accepted);
      assertThat(cut.cuts()).hasSizeGreaterThan(19);
    }
  }

  @Test
  void findsTheCutsOfClassesAsItAlwaysDid() {
    Rows rows = shots(9, 9);
    SplitPlan plan = Splits.stratified("part").seed(7).train(0.6).validation(0.2).holdout(0.2);
    assertThat(Cuts.decide(plan, rows))
        .isEqualTo(
            new SplitPlan.Stratified(
                "part",
                7,
                0.6,
                0.2,
                0.2,
                List.of(new SplitPlan.ClassCut("a", 0.5057693541804698, 0.7934845477984156))));
  }

  private static String roles(SplitPlan plan, String part) {
    Roles roles = Roles.of(plan, SHOTS.schema());
    StringBuilder letters = new StringBuilder();
    IntStream.range(0, 40)
        .mapToObj(i -> roles.of(SHOTS.row(new Shot(part, i, i, 2 * i))))
        .map(role -> role == null ? '-' : letter(role))
        .forEach(letters::append);
    return letters.toString();
  }

  private static char letter(SplitRole role) {
    return role.name().charAt(0);
  }
}
