package com.example.billing;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What customers owe; stands for a repository. */
@Component
public class Ledger {

  private final Map<String, Long> owed = new ConcurrentHashMap<>();
  private final Set<String> known = new HashSet<>();

  /** Enters an invoice once, however often it comes. */
  public synchronized void enter(Invoice invoice) {
    if (known.add(invoice.number())) {
      owed.merge(invoice.customer(), invoice.cents(), Long::sum);
    }
  }

  public long owedBy(String customer) {
    return owed.getOrDefault(customer, 0L);
  }
}
