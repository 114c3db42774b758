package io.lifecycle4j.core.evaluation;

import io.lifecycle4j.core.evaluation.PromiseBudget.Expense;
import io.lifecycle4j.evaluation.FalsePromotions;
import io.lifecycle4j.evaluation.HoldoutLook.Spent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.LoggerFactory;

/** Looks that compare with production, as the ledger of a home shares a promise out over them. */
public final class Spending {
  private final List<Expense> spent = new ArrayList<>();
  private final PromiseBudget budget;

  public Spending(FalsePromotions promise) {
    this.budget = new PromiseBudget(List.of(promise));
  }

  /**
   * Takes a look.
   *
   * @param others for each row, how many other versions were evaluated on it
   * @throws io.lifecycle4j.error.SealedDataException if the rows are used up
   */
  public Spent look(Instant now, int... others) {
    LookShares shares = new LookShares(others, spent, OptionalInt.empty());
    shares.checkNotStale("promote", others.length, LoggerFactory.getLogger(Spending.class));
    Spent spends = shares.spend(budget, now, true);
    spent.add(new Expense(now, spends.level()));
    return spends;
  }
}
