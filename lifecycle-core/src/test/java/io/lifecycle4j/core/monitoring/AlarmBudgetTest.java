package io.lifecycle4j.core.monitoring;

import static io.lifecycle4j.monitoring.Drift.drift;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.monitoring.DriftMonitor;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AlarmBudgetTest {
  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final DriftMonitor PLAN =
      drift().atMostFalseAlarms(1).per(Duration.ofDays(90)).build();

  private record Spent(Instant time, double level) {}

  private static AlarmBudget.Share spend(AlarmBudget budget, Instant closed) {
    return budget.spend(PLAN, closed, closed);
  }

  @Test
  void givesAWindowADayWhatIsAddedInADay() {
    AlarmBudget budget = AlarmBudget.begin(PLAN, START);
    double level = 0;
    for (int day = 1; day <= 100; day++) {
      AlarmBudget.Share share = spend(budget, START.plus(Duration.ofDays(day)));
      budget = share.rest();
      level = share.level();
    }
    assertThat(level).isCloseTo(0.01, within(1e-9));
  }

  @Test
  void givesTheFirstWindowATenthOfWhatIsSavedUp() {
    assertThat(spend(AlarmBudget.begin(PLAN, START), START).level()).isCloseTo(0.01, within(1e-9));
  }

  @Test
  void givesAWindowAfterALongTimeOneInTwenty() {
    assertThat(spend(AlarmBudget.begin(PLAN, START), START.plus(Duration.ofDays(900))).level())
        .isEqualTo(0.05);
  }

  @Test
  void addsNothingIfAClockIsALittleBehind() {
    AlarmBudget.Share share = spend(AlarmBudget.begin(PLAN, START), START.minusSeconds(60));

    assertThat(share.level()).isCloseTo(0.01, within(1e-9));
    assertThat(share.rest().at()).isEqualTo(START);
  }

  @Test
  void goesOnAfterAClockWasAYearAhead() {
    AlarmBudget budget =
        spend(AlarmBudget.begin(PLAN, START), START.plus(Duration.ofDays(365))).rest();
    List<Spent> spent = new ArrayList<>();
    for (int day = 1; day <= 100; day++) {
      Instant now = START.plus(Duration.ofDays(day));
      assertThat(budget.isAhead(now)).isEqualTo(day == 1);
      AlarmBudget.Share share = spend(budget, now);
      budget = share.rest();
      spent.add(new Spent(now, share.level()));
    }

    assertThat(spent.get(0).level()).as("nothing is added for it").isCloseTo(0.005, within(1e-9));
    assertThat(spent.get(99).level()).isCloseTo(0.01, within(1e-9));
    assertThat(spent.subList(0, 90).stream().mapToDouble(Spent::level).sum()).isLessThan(1);
  }

  @Test
  void letsAProcessWhoseClockIsAheadSpendNoMoreThanOthers() {
    AlarmBudget budget = AlarmBudget.begin(PLAN, START);
    AlarmBudget right = budget;
    for (int minute = 1; minute <= 1_000; minute++) {
      Instant now = START.plus(Duration.ofMinutes(minute));
      boolean isWrong = minute % 2 == 0;
      budget = budget.spend(PLAN, isWrong ? now.plus(Duration.ofDays(365)) : now, now).rest();
      right = spend(right, now).rest();
    }

    assertThat(budget).isEqualTo(right);
  }

  @Test
  void givesEachWindowItsRateWhereNoPeriodHasAPromise() {
    DriftMonitor plan = drift().falseAlarmRate(0.002).build();
    AlarmBudget.Share share = AlarmBudget.begin(plan, START).spend(plan, START, START);

    assertThat(share.level()).isEqualTo(0.002);
    assertThat(share.rest().spend(plan, START, START).level()).isEqualTo(0.002);
  }

  @Test
  void spendsNoMoreInAnyPeriodThanPromisedHoweverWindowsClose() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      double mean = Math.exp(random.nextDouble() * 14 - 7); // days between windows
      List<Spent> spent = new ArrayList<>();
      AlarmBudget budget = AlarmBudget.begin(PLAN, START);
      Instant now = START;
      for (int i = 0; i < 300; i++) {
        double days =
            random.nextInt(10) == 0 ? 20 * mean : -mean * Math.log(1 - random.nextDouble());
        now = now.plusMillis((long) (days * 86_400_000));
        AlarmBudget.Share share = spend(budget, now);
        budget = share.rest();
        spent.add(new Spent(now, share.level()));
      }
      for (Spent first : spent) {
        Instant end = first.time().plus(Duration.ofDays(90));
        double sum =
            spent.stream()
                .filter(one -> !one.time().isBefore(first.time()) && one.time().isBefore(end))
                .mapToDouble(Spent::level)
                .sum();
        assertThat(sum).as("seed %s, from %s", seed, first.time()).isLessThanOrEqualTo(1 + 1e-9);
      }
    }
  }
}
