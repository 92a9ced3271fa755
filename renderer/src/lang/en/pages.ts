/** The pages on the right side. */
export const pages = {
  label: 'Pages',
  machines: 'Machines',
  history: 'History',
  checks: 'Checks',
  screen: 'What does its screen say?',
  settings: 'Settings',
}
