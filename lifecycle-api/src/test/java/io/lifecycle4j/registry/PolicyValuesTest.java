package io.lifecycle4j.registry;

import static io.lifecycle4j.condition.Conditions.alias;
import static io.lifecycle4j.condition.Conditions.archived;
import static io.lifecycle4j.condition.Conditions.metric;
import static io.lifecycle4j.condition.Conditions.startTime;
import static io.lifecycle4j.condition.Conditions.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.InvalidValueException;
import io.lifecycle4j.evaluation.FalsePromotions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PolicyValuesTest {
  private static final PolicyGate RECALL =
      new PolicyGate("metrics", "{\"condition\":\"metrics.recall >= 0.8\"}", "recall at least 0.8");

  private static PromotionPolicy policy(Approvals approvals, PolicyGate... gates) {
    return PromotionPolicy.builder().gates(List.of(gates)).approvals(approvals).build();
  }

  @Test
  void isThePolicyThatItsDigestNames() {
    Approvals two = Approvals.of(2).expireAfter(Duration.ofDays(3));
    PromotionPolicy policy = policy(two, RECALL);
    assertThat(policy).isEqualTo(policy(two, RECALL)).hasSameHashCodeAs(policy(two, RECALL));
    assertThat(policy.digest()).isEqualTo(policy(two, RECALL).digest());
    assertThat(
            List.of(
                policy(two.includingOwn(), RECALL),
                policy(Approvals.of(2), RECALL),
                policy(Approvals.of(3).expireAfter(Duration.ofDays(3)), RECALL),
                policy(two),
                policy(two, new PolicyGate("metrics", "{}", "recall at least 0.8")),
                PromotionPolicy.NONE))
        .allSatisfy(
            other -> {
              assertThat(other).isNotEqualTo(policy);
              assertThat(other.digest()).isNotEqualTo(policy.digest());
            });
    assertThat(policy(two, new PolicyGate(RECALL.id(), RECALL.parameters(), "in other words")))
        .isEqualTo(policy);
  }

  @Test
  void namesItsPromiseInItsDigest() {
    Duration year = Duration.ofDays(365);
    PromotionPolicy half = policy(new FalsePromotions(0.5, year));
    assertThat(half).isEqualTo(policy(new FalsePromotions(0.5, year)));
    assertThat(half.falsePromotions()).contains(new FalsePromotions(0.5, year));
    assertThat(PromotionPolicy.NONE.falsePromotions()).isEmpty();
    assertThat(half.digest())
        .isNotIn(
            PromotionPolicy.NONE.digest(),
            policy(new FalsePromotions(0.25, year)).digest(),
            policy(new FalsePromotions(0.5, year.plusNanos(1))).digest());
    assertThat(half).hasToString("at most 0.5 false promotions in 365 days");
    assertThat(new FalsePromotions(1, Duration.ofHours(36)))
        .hasToString("at most 1 false promotion in PT36H");
    assertThatThrownBy(() -> new FalsePromotions(0, year))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid number of false promotions: 0 (must be positive and finite)");
    assertThatThrownBy(() -> new FalsePromotions(1, Duration.ZERO))
        .hasMessage("Invalid period of false promotions: PT0S (must be positive)");
  }

  private static PromotionPolicy policy(FalsePromotions promise) {
    return PromotionPolicy.builder().falsePromotions(promise).build();
  }

  @Test
  void saysWhatItAsksFor() {
    assertThat(PromotionPolicy.NONE).hasToString("no requirements");
    assertThat(policy(Approvals.of(1).includingOwn(), RECALL))
        .hasToString("recall at least 0.8, 1 approval, also by who trained or promotes it");
    assertThatThrownBy(() -> PromotionPolicy.builder().gates(List.of()).gates(List.of()))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid policy: gates set twice");
  }

  @Test
  void refusesApprovalsThatNobodyCanGive() {
    assertThatThrownBy(() -> Approvals.of(-1))
        .isInstanceOf(InvalidValueException.class)
        .hasMessage("Invalid number of approvals: -1 (must be 0 to 100)");
    assertThatThrownBy(() -> Approvals.of(101)).isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(() -> Approvals.of(1).expireAfter(Duration.ZERO))
        .hasMessage("Invalid time of approvals: PT0S (must be positive and at most 36500 days)");
    assertThatThrownBy(() -> Approvals.of(1).expireAfter(Duration.ofSeconds(Long.MAX_VALUE)))
        .as("no time is that long after now")
        .isInstanceOf(InvalidValueException.class);
    Approvals longest = Approvals.of(1).expireAfter(Duration.ofDays(36_500));
    assertThat(longest.expireAfter()).isPresent();
  }

  @Test
  void keepsWhatIsSaidOfAVersionByName() {
    VersionNotes notes =
        VersionNotes.NONE.with(
            Map.of(
                "owners.bob", "",
                "owners.ann", "",
                "tags.team", "risk",
                "license", "MIT",
                "archived", ""),
            List.of());
    assertThat(notes.owners()).containsExactly("ann", "bob");
    assertThat(notes.tags()).isEqualTo(Map.of("team", "risk"));
    assertThat(notes.license()).contains("MIT");
    assertThat(notes.isArchived()).isTrue();
    assertThat(notes.description()).isEmpty();
    assertThat(notes.missing())
        .containsExactly("description", "intended use", "limitations", "known failures", "contact");
    VersionNotes later = notes.with(Map.of("contact", "bob"), List.of("archived", "owners.ann"));
    assertThat(later.isArchived()).isFalse();
    assertThat(later.owners()).containsExactly("bob");
    assertThat(later.contact()).contains("bob");
  }

  @Test
  void queriesWhatAVersionHas() {
    VersionQuery query =
        VersionQuery.builder()
            .model("fraud")
            .where(metric("recall").above(0.8).and(alias().is("production")))
            .orderBy(metric("recall").descending())
            .limit(10)
            .cursor("next")
            .build();
    assertThat(query.models()).containsExactly("fraud");
    assertThat(query.where()).isPresent();
    assertThat(query.orderBy()).hasSize(1);
    VersionQuery same = query.toBuilder().model("rides").build();
    assertThat(same.models()).containsExactlyInAnyOrder("fraud", "rides");
    assertThat(same)
        .returns(query.where(), VersionQuery::where)
        .returns(query.orderBy(), VersionQuery::orderBy)
        .returns(10, VersionQuery::limit)
        .returns(query.cursor(), VersionQuery::cursor);
    assertThat(VersionQuery.builder().build().cursor()).isEmpty();
  }

  @Test
  void refusesAQueryThatNoVersionAnswers() {
    assertThatThrownBy(() -> VersionQuery.builder().where(status().is("FAILED")))
        .isInstanceOf(InvalidValueException.class)
        .hasMessageStartingWith("Invalid query: refers to status (a version has metrics.NAME,");
    assertThatThrownBy(() -> VersionQuery.builder().orderBy(startTime().ascending()))
        .isInstanceOf(InvalidValueException.class);
    assertThatThrownBy(
            () ->
                VersionQuery.builder()
                    .where(metric("recall").above(0.5))
                    .where(archived().is("false")))
        .hasMessage("Invalid query: a second condition (join them with and)");
    assertThatThrownBy(() -> VersionQuery.builder().limit(0))
        .hasMessageStartingWith("Invalid limit of a page: 0 (must be 1 to ");
    VersionQuery.Builder many = VersionQuery.builder();
    assertThatThrownBy(
            () -> IntStream.range(0, 100).forEach(i -> many.orderBy(metric("m" + i).ascending())))
        .hasMessageContaining(" orders (must be at most ");
  }
}
