// Which colour is what. The order is the chart's, so that it can be told without the colours.
export function Legend(props: { entries: { name: string; mark: string }[] }) {
  return (
    <ul class="legend">
      {props.entries.map((entry) => (
        <li key={entry.mark + entry.name}>
          <i class={`mark ${entry.mark}`} aria-hidden="true" />
          <bdi>{entry.name}</bdi>
        </li>
      ))}
    </ul>
  );
}
