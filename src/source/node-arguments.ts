/** A Node command line: which of its words are Node's own options, and which is the script. */

/** Options whose value may be the next word, by Node 24's own table; all others have none, or carry it behind a `=`. */
const withValue = new Set(
  `
    -r --require --import --loader --experimental-loader -C --conditions --env-file --env-file-if-exists --title
    --input-type --experimental-config-file --experimental-package-map --localstorage-file --openssl-config
    --icu-data-dir --inspect-port --debug-port --inspect-publish-uid --watch-path --watch-kill-signal
    --disable-warning --disable-proto --redirect-warnings --unhandled-rejections --trace-require-module
    --dns-result-order --tls-cipher-list --tls-keylog --max-http-header-size
    --network-family-autoselection-attempt-timeout --secure-heap --secure-heap-min --use-largepages
    --allow-fs-read --allow-fs-write --security-revert --security-reverts --snapshot-blob --build-snapshot-config
    --experimental-sea-config --stack-trace-limit --max-old-space-size-percentage --v8-pool-size --diagnostic-dir
    --report-dir --report-directory --report-filename --report-signal --trace-event-categories
    --trace-event-file-pattern --cpu-prof-dir --cpu-prof-interval --cpu-prof-name --heap-prof-dir
    --heap-prof-interval --heap-prof-name --heapsnapshot-near-heap-limit --heapsnapshot-signal --test-concurrency
    --test-coverage-branches --test-coverage-exclude --test-coverage-functions --test-coverage-include
    --test-coverage-lines --test-global-setup --test-isolation --test-name-pattern --test-random-seed
    --test-reporter --test-reporter-destination --test-shard --test-skip-pattern --test-timeout
  `
    .trim()
    .split(/\s+/),
);

/** With these the program is the next word itself, or a script of `package.json`: no file is named. */
const isCode = (option: string): boolean => /^(-e|-p|-pe|--eval|--print|--run)(=|$)/.test(option);

export interface NodeArguments {
  /** Node's own, each with its value where that is a word of its own. */
  readonly options: readonly string[];
  /** As it was typed; null where there is none: code on the command line, standard input, a prompt. */
  readonly script: string | null;
}

/** What the words behind the executable say. Untrusted text, as all of a command line. */
export const readNodeArguments = (words: readonly string[]): NodeArguments => {
  let at = 0;
  for (; at < words.length; at += 1) {
    const word = words[at] ?? '';
    if (isCode(word)) return { options: words.slice(0, at), script: null };
    if (word === '--') return { options: words.slice(0, at), script: words[at + 1] ?? null };
    if (!word.startsWith('-') || word === '-') break;
    if (withValue.has(word)) at += 1;
  }
  const script = words[at];
  return { options: words.slice(0, at), script: script === '-' ? null : (script ?? null) };
};
