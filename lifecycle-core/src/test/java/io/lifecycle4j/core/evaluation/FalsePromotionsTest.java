package io.lifecycle4j.core.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.lifecycle4j.contract.OnlyLarger;
import io.lifecycle4j.core.evaluation.PromiseBudget.Expense;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** The chance of a false promotion is shared out over looks, and never more than there is. */
class FalsePromotionsTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration YEAR = Duration.ofDays(365);
  private static final FalsePromotions PROMISE = FalsePromotions.DEFAULT;

  private static PromiseBudget budget(FalsePromotions... promises) {
    return new PromiseBudget(List.of(promises));
  }

  /** After the first version. */
  private static final double LEFT =
      new LookShares(new int[1], List.of(), OptionalInt.empty())
          .spend(budget(PROMISE), START, false)
          .holdoutLeft();

  private final List<Expense> spent = new ArrayList<>();

  /** Compares on rows that so many others were compared on. */
  private Spent look(FalsePromotions promise, Instant now, int... others) {
    Spent spends =
        new LookShares(others, spent, OptionalInt.empty()).spend(budget(promise), now, true);
    spent.add(new Expense(now, spends.level()));
    return spends;
  }

  @Test
  @OnlyLarger
  void spendNoMoreInAnyPeriodThanWasPromised() {
    for (int seed = 0; seed < 20; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      FalsePromotions promise = new FalsePromotions(random.nextDouble(0.1, 5), YEAR);
      spent.clear();
      Instant now = START;
      for (int look = 0; look < 600; look++) {
        now = now.plusSeconds(random.nextLong(random.nextInt(10) == 0 ? 20_000_000 : 200_000));
        look(promise, now, 0);
      }
      for (Expense first : spent) {
        double all =
            spent.stream()
                .filter(look -> !look.time().isBefore(first.time()))
                .filter(look -> !look.time().isAfter(first.time().plus(YEAR)))
                .mapToDouble(Expense::level)
                .sum();
        assertThat(all).as("seed %s", seed).isLessThanOrEqualTo(0.9 * promise.most() + 1e-9);
      }
    }
  }

  @Test
  void giveLooksOnFreshRowsOnceADayWhatADayAdds() {
    for (int day = 0; day < 800; day++) {
      Spent spends = look(PROMISE, START.plus(DAY.multipliedBy(day)), 0, 0, 0);
      assertThat(spends.level()).isGreaterThanOrEqualTo(0.8 / 365 - 1e-9);
    }
    assertThat(spent.get(0).level()).isEqualTo(0.0304, within(1e-4));
    assertThat(spent.get(799).level()).isEqualTo(0.8 / 365, within(1e-9));
  }

  @Test
  void giveLooksOnFreshRowsOnceAMonthTheLevelOfAFirstLook() {
    for (int month = 0; month < 24; month++) {
      assertThat(look(PROMISE, START.plus(DAY.multipliedBy(30L * month)), 0).level())
          .isEqualTo(0.0304, within(1e-4));
    }
  }

  @Test
  void giveAllLooksAtOneHoldoutFivePercentTogether() {
    FalsePromotions generous = new FalsePromotions(1_000, YEAR);
    double left = 1;
    for (int others = 0; others < 1_000; others++) {
      Spent spends = look(generous, START, others, others);
      assertThat(spends.holdoutLeft()).isLessThan(left).isPositive();
      left = spends.holdoutLeft();
    }
    assertThat(spent.stream().mapToDouble(Expense::level).sum())
        .isEqualTo(0.05 - left, within(1e-9));
  }

  @Test
  void countEachRowForItself() {
    assertThat(look(PROMISE, START, 0, 9).level())
        .isEqualTo((LookShares.share(0) + LookShares.share(9)) / 2, within(1e-12));
  }

  @Test
  void leaveFivePercentLessWhatTheFirstGot() {
    assertThat(LEFT).isEqualTo(0.05 * (1 - 6 / (Math.PI * Math.PI)), within(1e-12));
  }

  @Test
  void spendNothingWithoutAComparisonOrForAnEqualOne() {
    assertThat(
            new LookShares(new int[2], spent, OptionalInt.empty())
                .spend(budget(PROMISE), START, false))
        .isEqualTo(new Spent(0, LEFT, 0.1));
    look(PROMISE, START, 0);
    look(PROMISE, START, 1);
    LookShares again = new LookShares(new int[2], spent, OptionalInt.of(0));
    assertThat(again.spend(budget(PROMISE), START, true))
        .isEqualTo(new Spent(spent.get(0).level(), LEFT, budget(PROMISE).left(spent, START)));
  }

  @Test
  void giveAnEqualLookNoMoreThanAChangedPromiseWouldHaveGiven() {
    look(new FalsePromotions(1_000, DAY), START, 0);
    LookShares again = new LookShares(new int[2], spent, OptionalInt.of(0));
    FalsePromotions strict = new FalsePromotions(0.1, YEAR);
    assertThat(spent.get(0).level()).isEqualTo(0.0304, within(1e-4));
    assertThat(again.spend(budget(strict), START, true).level()).isEqualTo(0.005, within(1e-12));
  }

  @Test
  void addNothingIfTheClockIsSetBack() {
    look(PROMISE, START, 0);
    double left = budget(PROMISE).left(spent, START);
    assertThat(budget(PROMISE).left(spent, START.minus(YEAR))).isEqualTo(left);
    assertThat(budget(PROMISE).left(spent, START.plus(DAY)))
        .isEqualTo(left + 0.8 / 365, within(1e-12));
    assertThat(budget(PROMISE).left(spent, START.plus(YEAR))).isEqualTo(0.1);
  }

  @Test
  void areLimitedByTheStrictestPromise() {
    FalsePromotions slow = new FalsePromotions(1, YEAR.multipliedBy(10));
    FalsePromotions rare = new FalsePromotions(0.1, DAY);
    look(PROMISE, START, 0);
    PromiseBudget both = budget(slow, rare);
    assertThat(both.left(spent, START)).isEqualTo(budget(rare).left(spent, START)).isZero();
    assertThat(both.left(spent, START.plus(YEAR)))
        .isEqualTo(budget(rare).left(spent, START.plus(YEAR)))
        .isEqualTo(0.01, within(1e-12));
  }

  @Test
  void addNoTimeTwiceIfTwoClocksDiffer() {
    for (int look = 0; look < 100; look++) {
      look(PROMISE, look % 2 == 0 ? START.plus(DAY.multipliedBy(60)) : START, 0);
    }
    assertThat(spent.stream().mapToDouble(Expense::level).sum()).isLessThanOrEqualTo(0.1);
    for (int day = 61; day < 61 + 365; day++) {
      look(PROMISE, START.plus(DAY.multipliedBy(day)), 0);
      look(PROMISE, START.plus(DAY.multipliedBy(day - 60)), 0);
    }
    assertThat(spent.stream().mapToDouble(Expense::level).sum())
        .as("two processes, one of them 60 days behind, for a year")
        .isBetween(0.8, 0.9 + 0.8 * 60 / 365);
  }

  @Test
  void goOnAfterALookOfAClockThatWasAhead() {
    look(PROMISE, Instant.parse("2099-01-01T00:00:00Z"), 0);
    for (int month = 0; month < 24; month++) {
      assertThat(look(PROMISE, START.plus(DAY.multipliedBy(30L * month)), 0).level())
          .isEqualTo(0.0304, within(1e-4));
    }
  }
}
