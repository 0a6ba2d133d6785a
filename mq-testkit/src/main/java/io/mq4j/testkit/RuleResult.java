package io.mq4j.testkit;

/**
 * What became of one rule with one adapter.
 *
 * @param detail why, where it did not simply pass
 */
record RuleResult(String adapter, String rule, String title, Status status, String detail) {
  enum Status {
    PASSED,
    /** Not supported, and refused by type. */
    REFUSED,
    WAIVED,
    UNVERIFIED,
    FAILED
  }

  static RuleResult of(String adapter, String method) {
    return new RuleResult(
        adapter, RuleNames.id(method), RuleNames.title(method), Status.PASSED, "");
  }

  RuleResult passed() {
    return with(Status.PASSED, "");
  }

  RuleResult refused(String how) {
    return with(Status.REFUSED, how);
  }

  RuleResult waived(String reason) {
    return with(Status.WAIVED, reason);
  }

  RuleResult unverified(String why) {
    return with(Status.UNVERIFIED, why);
  }

  RuleResult failed(String how) {
    return with(Status.FAILED, how.lines().findFirst().orElse(""));
  }

  private RuleResult with(Status changed, String why) {
    return new RuleResult(adapter, rule, title, changed, why);
  }
}
